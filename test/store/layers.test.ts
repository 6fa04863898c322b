import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { Secret } from '../../src/base/secret.ts';
import { diskInfo } from '../../src/host/qemu-img.ts';
import { checkpointBoot, checkpoints, dropBoot, newBoot } from '../../src/store/boots.ts';
import { findLayer } from '../../src/store/find-layer.ts';
import { finishLayer } from '../../src/store/finish-layer.ts';
import { writeLayerRecord } from '../../src/store/layer-record.ts';
import { layerSecrets } from '../../src/store/layer-secrets.ts';
import { resumeLayer, startLayer } from '../../src/store/start-layer.ts';
import { freshOrigin, keyOf, playBoot, playCheckpoint, playLayer, readDisk, runId } from './played-guest.ts';
import { readJsonFile, scratchDirectory, scratchStore } from './scratch.ts';

async function setUp() {
  const store = await scratchStore();
  const origin = await freshOrigin(await scratchDirectory());
  return { store, origin };
}

function wish(letter: string) {
  return { key: keyOf(letter), name: letter, run: runId };
}

test('each boot of a layer stands on the one before, with its own variables and TPM', async () => {
  const { store, origin } = await setUp();
  const layer = await startLayer(store, { ...wish('a'), origin });

  const first = await newBoot(layer);
  const varsOfFirst = await readFile(first.files.uefiVars, 'utf8');
  await playBoot(first.files, 1);
  await checkpointBoot(layer, first, { stage: 'specialize' });
  const second = await newBoot(layer);

  expect(varsOfFirst).toBe('template');
  expect((await stat(first.files.uefiVars)).mode & 0o777).toBe(0o600);
  expect((await diskInfo(first.files.disk)).virtualSizeBytes).toBe(1024 ** 3);
  expect((await diskInfo(second.files.disk)).backingFile).toBe('../boot-01/disk.qcow2');
  expect(await readFile(second.files.uefiVars, 'utf8')).toBe('variables after 1');
  expect(await readFile(join(second.files.tpm, 'tpm2-00.permall'), 'utf8')).toBe('tpm after 1');
  expect(await checkpoints(layer)).toEqual([{ ...first, state: { stage: 'specialize' } }]);
});

test('a boot that was not made a checkpoint is thrown away by the next', async () => {
  const { store, origin } = await setUp();
  const layer = await startLayer(store, { ...wish('a'), origin });
  const missed = await newBoot(layer);
  await playBoot(missed.files, 9);

  const again = await newBoot(layer);

  expect(again.number).toBe(1);
  await readDisk(again.files.disk, 0);
  expect(await readFile(again.files.uefiVars, 'utf8')).toBe('template');
  expect(await readdir(again.files.tpm)).toEqual([]);
});

test('dropBoot() goes back to what was before', async () => {
  const { store, origin } = await setUp();
  const layer = await startLayer(store, { ...wish('a'), origin });
  await playCheckpoint(layer, 1);
  await playCheckpoint(layer, 2);
  const [, second] = await checkpoints(layer);

  if (second) await dropBoot(layer, second);

  expect((await checkpoints(layer)).map(({ number }) => number)).toEqual([1]);
  expect(await readdir(store.paths.tmp)).toEqual([]);
});

test('a finished layer is found, and its children stand on it by a relative name', async () => {
  const { store, origin } = await setUp();
  const layer = await startLayer(store, { ...wish('a'), origin });
  await playCheckpoint(layer, 1);
  await playCheckpoint(layer, 2, '1M');
  await newBoot(layer);

  const finished = await finishLayer(layer, { facts: { tpm: '2.0' } });
  const child = await playLayer(store, 'b', { kind: 'layer', parent: finished }, '2M');

  expect(await findLayer(store, keyOf('a'))).toEqual(finished);
  expect((await readdir(finished.directory)).sort()).toEqual(['boot-01', 'boot-02', 'layer.json', 'secrets.json']);
  expect(finished.record).toMatchObject({ lastBoot: 2, facts: { tpm: '2.0' }, run: runId });
  expect(child.record).toMatchObject({ parent: keyOf('a'), diskGib: 1, facts: { tpm: '2.0' } });
  expect((await diskInfo(child.files.disk)).backingFile).toBe(`../../${keyOf('a')}/boot-02/disk.qcow2`);
  await readDisk(child.files.disk, 1);
  await readDisk(child.files.disk, 2, '1M');
  await readDisk(child.files.disk, 'b'.charCodeAt(0), '2M');
});

test('resumeLayer() goes on from the last checkpoint of a build that died', async () => {
  const { store, origin } = await setUp();
  const secrets = { installPassword: new Secret('made once') };
  const layer = await startLayer(store, { ...wish('a'), origin, secrets });
  await playCheckpoint(layer, 1);
  const died = await newBoot(layer);
  await playBoot(died.files, 9);

  const resumed = await resumeLayer(store, { key: keyOf('a'), origin });

  if (!resumed) throw new Error('nothing to resume');
  expect((await checkpoints(resumed)).map(({ state }) => state)).toEqual([{ pattern: 1 }]);
  expect((await layerSecrets(resumed))['installPassword']?.reveal()).toBe('made once');
  const boot = await newBoot(resumed);
  expect(boot.number).toBe(2);
  await readDisk(boot.files.disk, 1);
});

test.for([
  { reason: 'another parent', change: { parent: keyOf('x') } },
  { reason: 'another disk size', change: { diskGib: 2 } },
])('resumeLayer() sees nothing in a partial layer with $reason', async ({ change }) => {
  const { store, origin } = await setUp();
  const layer = await startLayer(store, { ...wish('a'), origin });

  await writeLayerRecord(layer.directory, { ...layer.record, ...change });

  expect(await resumeLayer(store, { key: keyOf('a'), origin })).toBeUndefined();
});

test('resumeLayer() sees nothing where startLayer() was killed before its record', async () => {
  const { store, origin } = await setUp();
  await mkdir(store.paths.partialLayer(keyOf('a')));

  expect(await resumeLayer(store, { key: keyOf('a'), origin })).toBeUndefined();
  expect(await checkpoints(await startLayer(store, { ...wish('a'), origin }))).toEqual([]);
});

test('a layer written by a newer goldpane is refused, not rebuilt over', async () => {
  const { store, origin } = await setUp();
  const layer = await playLayer(store, 'a', origin);
  await writeFile(join(layer.directory, 'layer.json'), '{"schema":"goldpane/stored-layer/2"}');

  await expect(findLayer(store, keyOf('a'))).rejects.toMatchObject({ code: 'GP-STORE-FORMAT' });
});

test('G4 a layer made anew lies beside the old one, so that what stands on the old one stays whole', async () => {
  const { store, origin } = await setUp();
  const old = await playLayer(store, 'a', origin);
  const child = await playLayer(store, 'b', { kind: 'layer', parent: old }, '1M');

  const renewed = await playLayer(store, 'a', origin, '3M');

  expect(basename(renewed.directory)).toBe(`${keyOf('a')}.2`);
  expect(await findLayer(store, keyOf('a'))).toEqual(renewed);
  expect(await findLayer(store, keyOf('b'))).toEqual(child);
  await readDisk(child.files.disk, 'a'.charCodeAt(0));
  await readDisk(child.files.disk, 0, '3M');
});

test.for([
  { damage: 'its disk is gone', lost: 'boot-01/disk.qcow2' },
  { damage: 'its record is gone', lost: 'layer.json' },
  { damage: 'it is gone', lost: '' },
])('a layer counts as missing when its parent is damaged: $damage', async ({ lost }) => {
  const { store, origin } = await setUp();
  const parent = await playLayer(store, 'a', origin);
  await playLayer(store, 'b', { kind: 'layer', parent });

  await rm(join(parent.directory, lost), { recursive: true });

  expect(await findLayer(store, keyOf('b'))).toBeUndefined();
});

test.for([
  { reason: 'enough days are left', days: 20, found: true },
  { reason: 'exactly enough days are left', days: 30, found: true },
  { reason: 'too few days are left', days: 31, found: false },
])('J4 minEvaluationDays $days: $reason', async ({ days, found }) => {
  const { store, origin } = await setUp();
  const layer = await startLayer(store, { ...wish('a'), origin });
  await playCheckpoint(layer, 1);
  await finishLayer(layer, { evaluationEndsAt: '2026-12-31T00:00:00Z' });
  const at = new Date('2026-12-01T00:00:00Z');

  expect((await findLayer(store, keyOf('a'), { minEvaluationDays: days, at })) !== undefined).toBe(found);
});

test('J4 a layer never claims a later end of evaluation than its parent', async () => {
  const { store, origin } = await setUp();
  const layer = await startLayer(store, { ...wish('a'), origin });
  await playCheckpoint(layer, 1);
  const parent = await finishLayer(layer, { evaluationEndsAt: '2026-12-31T00:00:00Z' });
  const second = await startLayer(store, { ...wish('b'), origin: { kind: 'layer', parent } });
  await playCheckpoint(second, 2);

  const child = await finishLayer(second, { evaluationEndsAt: '2027-05-01T00:00:00Z' });

  expect(child.record.evaluationEndsAt).toBe('2026-12-31T00:00:00Z');
});

test('secrets are inherited down the chain and lie in a file that only the user can read', async () => {
  const { store, origin } = await setUp();
  const install = await startLayer(store, { ...wish('a'), origin, secrets: { installPassword: new Secret('one') } });
  await playCheckpoint(install, 1);
  const parent = await finishLayer(install);
  const secrets = { token: new Secret('two') };

  const child = await startLayer(store, { ...wish('b'), origin: { kind: 'layer', parent }, secrets });

  const known = await layerSecrets(child);
  expect(Object.entries(known).map(([name, secret]) => [name, secret.reveal()])).toEqual([
    ['installPassword', 'one'],
    ['token', 'two'],
  ]);
  expect((await stat(join(child.directory, 'secrets.json'))).mode & 0o777).toBe(0o600);
  expect(JSON.stringify([known, await readJsonFile(join(child.directory, 'layer.json'))])).not.toContain('one');
});

import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ImageVersion, PlanKey } from '../../src/base/ids.ts';
import { Secret } from '../../src/base/secret.ts';
import { diskInfo } from '../../src/host/qemu-img.ts';
import { readChannel } from '../../src/store/channels.ts';
import { checkBundle } from '../../src/store/check-bundle.ts';
import { findVersionByPlanKey } from '../../src/store/find-image.ts';
import { readHistory } from '../../src/store/history.ts';
import { listImages } from '../../src/store/images.ts';
import { openStore } from '../../src/store/open-store.ts';
import { publishBundle, publishSteps } from '../../src/store/publish-bundle.ts';
import { readCredentials, showImage } from '../../src/store/show-image.ts';
import { publicationOf, readDisk, runId } from './played-guest.ts';
import { readJsonFile, runChild, scratchDirectory, sealedStore } from './scratch.ts';

const planKey = 'plan-1' as PlanKey;
const today = new Date().toISOString().slice(0, 10).replaceAll('-', '');

test('publishBundle() makes one immutable unit of disk, variables and TPM', async () => {
  const { store, files } = await sealedStore();
  const directory = await scratchDirectory();
  await writeFile(join(directory, 'serial.log'), 'GRUB');
  const evidence = [{ name: 'screens/serial.log', path: join(directory, 'serial.log') }];
  const credentials = { administrator: new Secret('s3cret') };
  const steps: string[] = [];

  const entry = await publishBundle(store, publicationOf(files, { evidence, credentials }), {
    onStep: (step) => steps.push(step),
  });

  expect(steps).toEqual(publishSteps);
  expect(entry).toMatchObject({ image: 'demo', version: `${today}.1`, channels: ['candidate'] });
  expect((await readdir(entry.directory, { recursive: true })).sort()).toEqual(
    ['disk-baseline.qcow2', 'manifest.json', 'tpm', 'tpm/tpm2-00.permall', 'uefi-vars.fd'].sort(),
  );
  expect(entry.manifest.files.map(({ name }) => name)).toEqual([
    'disk-baseline.qcow2',
    'tpm/tpm2-00.permall',
    'uefi-vars.fd',
  ]);
  expect(await checkBundle(entry)).toEqual([]);
  expect(await diskInfo(entry.files.disk)).toMatchObject({
    backingFile: undefined,
    compressionType: 'zstd',
    clusterSizeBytes: 65536,
    snapshots: ['baseline'],
  });
  await readDisk(entry.files.disk, 'a'.charCodeAt(0));
  await readDisk(entry.files.disk, 'b'.charCodeAt(0), '1M');
  const modes = await Promise.all(
    ['', 'tpm', 'manifest.json', 'disk-baseline.qcow2'].map((name) => modeOf(entry.directory, name)),
  );
  expect(modes).toEqual([0o555, 0o555, 0o444, 0o444]);
  expect(await readdir(store.paths.tmp)).toEqual([]);
});

test('evidence and credentials lie beside the bundle, not in it', async () => {
  const { store, files } = await sealedStore();
  const directory = await scratchDirectory();
  await writeFile(join(directory, 'serial.log'), 'GRUB');
  const evidence = [{ name: 'screens/serial.log', path: join(directory, 'serial.log') }];
  const credentials = { administrator: new Secret('s3cret') };

  const entry = await publishBundle(store, publicationOf(files, { evidence, credentials }));

  const shown = await showImage(store, 'demo:candidate');
  expect(shown).toMatchObject({
    evidence: [join(entry.beside, 'evidence/screens/serial.log')],
    gate: [],
    hasCredentials: true,
  });
  expect((await readCredentials(entry))['administrator']?.reveal()).toBe('s3cret');
  expect(await modeOf(entry.beside, 'credentials.json')).toBe(0o600);
  expect(entry.manifest.evidence).toEqual([
    { name: 'screens/serial.log', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
  expect(await readFile(join(entry.directory, 'manifest.json'), 'utf8')).not.toContain('s3cret');
});

test('H6 a second version lies beside the first, which stays as it was', async () => {
  const { store, files } = await sealedStore();
  const first = await publishBundle(store, publicationOf(files));

  const second = await publishBundle(store, publicationOf(files));

  expect(second.version).toBe(`${today}.2`);
  expect((await listImages(store)).images).toEqual([{ ...first, channels: [] }, second]);
  expect((await readHistory(store, 'demo')).map(({ kind, version }) => [kind, version])).toEqual([
    ['channel', first.version],
    ['published', first.version],
    ['channel', second.version],
    ['published', second.version],
  ]);
});

test('a version’s number is not given again when the version is gone', async () => {
  const { store, files } = await sealedStore();
  const first = await publishBundle(store, publicationOf(files));
  await rm(first.directory, { recursive: true });

  const second = await publishBundle(store, publicationOf(files));

  expect(second.version).toBe(`${today}.2`);
});

test('processes that publish at once get a version each', async () => {
  const { store } = await sealedStore();

  const ends = await Promise.all([1, 2, 3].map(() => runChild('publish.ts', [store.directory])));

  const versions = [1, 2, 3].map((counter) => `${today}.${counter}`);
  expect(ends.map(({ output }) => output.trim().split('\n').at(-1)).sort()).toEqual(versions);
  expect((await listImages(store)).images.map(({ version }) => version)).toEqual(versions);
  expect((await readChannel(store, 'demo', 'candidate'))?.version).toBe(versions[2]);
});

test.for(publishSteps.map((step) => ({ step, published: step === 'settle' })))(
  'H7 killed at $step: half a bundle is never visible, and the next run goes on',
  async ({ step, published }) => {
    const { store } = await sealedStore();

    const killed = await runChild('publish.ts', [store.directory, step]);

    expect(killed.signal).toBe('SIGKILL');
    const { images, problems } = await listImages(store);
    expect(problems).toEqual([]);
    expect(images.map(({ version }) => version)).toEqual(published ? [`${today}.1`] : []);
    await openStore(store.directory);
    const hit = await findVersionByPlanKey(store, 'demo', planKey);
    expect(hit !== undefined).toBe(published);
    if (!hit) await runChild('publish.ts', [store.directory]);
    const whole = (await listImages(store)).images;
    expect(whole.map(({ version, channels }) => ({ version, channels }))).toEqual([
      { version: `${today}.1`, channels: ['candidate'] },
    ]);
    for (const entry of whole) expect(await checkBundle(entry)).toEqual([]);
    expect((await readHistory(store, 'demo')).filter(({ kind }) => kind === 'published')).toHaveLength(1);
    expect(await readdir(store.paths.tmp)).toEqual([]);
  },
);

test('a cancelled publish leaves nothing', async () => {
  const { store, files } = await sealedStore();
  const controller = new AbortController();

  const publishing = publishBundle(store, publicationOf(files), {
    signal: controller.signal,
    onStep: (step) => step === 'lock' && controller.abort(),
  });

  await expect(publishing).rejects.toMatchObject({ code: 'GP-CANCELLED' });
  expect(await listImages(store)).toEqual({ images: [], problems: [] });
  expect(await readdir(store.paths.tmp)).toEqual([]);
});

test('G6 a version with a lost file is no cache hit', async () => {
  const { store, files } = await sealedStore();
  const whole = await publishBundle(store, publicationOf(files));
  const damaged = await publishBundle(store, publicationOf(files));
  await rm(damaged.files.uefiVars);

  expect((await findVersionByPlanKey(store, 'demo', planKey))?.version).toBe(whole.version);
  expect(await findVersionByPlanKey(store, 'demo', 'other' as PlanKey)).toBeUndefined();
});

test('a torn line in the history is passed over and not built upon', async () => {
  const { store, files } = await sealedStore();
  await publishBundle(store, publicationOf(files));
  const path = store.paths.history('demo');
  await writeFile(path, '{"kind":"publi', { flag: 'a' });

  await publishBundle(store, publicationOf(files));

  expect((await readHistory(store, 'demo')).map(({ version }) => version)).toEqual([
    `${today}.1`,
    `${today}.1`,
    `${today}.2`,
    `${today}.2`,
  ] as ImageVersion[]);
  expect(await readJsonFile(store.paths.channel('demo', 'candidate'))).toMatchObject({ version: `${today}.2` });
  expect((await readFile(path, 'utf8')).split('\n')).toContain('{"kind":"publi');
  expect(runId).toBe((await readHistory(store, 'demo'))[0]?.run);
});

async function modeOf(...names: string[]): Promise<number> {
  return (await stat(join(...names))).mode & 0o777;
}

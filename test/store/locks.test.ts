import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { checkpoints } from '../../src/store/boots.ts';
import { findLayer } from '../../src/store/find-layer.ts';
import { writeLayerRecord } from '../../src/store/layer-record.ts';
import { lockLayer } from '../../src/store/locks.ts';
import { startLayer } from '../../src/store/start-layer.ts';
import { freshOrigin, keyOf, playCheckpoint, runId } from './played-guest.ts';
import { runChild, scratchDirectory, scratchStore, startChild } from './scratch.ts';

const key = keyOf('a');
const asked = { run: runId, layer: 'install' };

test('H5 a second build is told run, pid and age of the first', async () => {
  const store = await scratchStore();
  using _first = await lockLayer(store, key, asked);

  await expect(lockLayer(store, key, asked)).rejects.toMatchObject({
    code: 'GP-BUILD-BUSY',
    message: `Layer install is being built by run ${runId} (pid ${process.pid}, for less than a minute)`,
  });
});

test('a build that waits is told for whom, and goes on when the other process is killed', async () => {
  const store = await scratchStore();
  const child = startChild('hold-lock.ts', [store.directory, key]);
  await child.firstOutput;
  const waitedFor: string[] = [];
  const onWaiting = (holder: string) => {
    waitedFor.push(holder);
    child.kill();
  };

  using _lock = await lockLayer(store, key, { ...asked, wait: true, onWaiting });

  expect((await child.ended).signal).toBe('SIGKILL');
  expect(waitedFor).toEqual([expect.stringMatching(/^run 20261121-000000-0000 \(pid \d+, for less than a minute\)$/)]);
});

test('waiting ends with the signal', async () => {
  const store = await scratchStore();
  using _first = await lockLayer(store, key, asked);
  const controller = new AbortController();
  const onWaiting = () => controller.abort();

  await expect(lockLayer(store, key, { ...asked, wait: true, onWaiting }, controller.signal)).rejects.toMatchObject({
    code: 'GP-CANCELLED',
  });
});

test('lockLayer() finishes the layer whose build was killed just before the rename', async () => {
  const store = await scratchStore();
  const origin = await freshOrigin(await scratchDirectory());
  const layer = await startLayer(store, { key, name: 'install', run: runId, origin });
  await playCheckpoint(layer, 1);
  await writeLayerRecord(layer.directory, { ...layer.record, lastBoot: 1, finishedAt: '2026-11-21T00:00:00Z' });

  using _lock = await lockLayer(store, key, asked);

  expect(await findLayer(store, key)).toMatchObject({ directoryName: key, record: { lastBoot: 1 } });
  expect(await checkpoints(layer)).toEqual([]);
});

test('of two processes that need one layer, one builds it and the other takes the result', async () => {
  const store = await scratchStore();
  const template = await scratchDirectory();

  const ends = await Promise.all([1, 2, 3].map(() => runChild('build-layers.ts', [store.directory, template, 'a'])));

  expect(ends.map(({ output }) => output).sort()).toEqual(['open\nbuilt a\n', 'open\nfound a\n', 'open\nfound a\n']);
  expect(await readdir(store.paths.layers)).toEqual([key]);
});

test('a build that is killed at any moment is gone on with by the next', { timeout: 60_000 }, async () => {
  const store = await scratchStore();
  const template = await scratchDirectory();
  const args = [store.directory, template, 'abc'];
  const killed: (string | null)[] = [];
  for (let round = 0; round < 14; round++) {
    const child = startChild('build-layers.ts', args);
    await child.firstOutput;
    setTimeout(child.kill, round * 23);
    killed.push((await child.ended).signal);
  }

  const last = await runChild('build-layers.ts', args);

  expect(last).toMatchObject({
    exitCode: 0,
    output: expect.stringMatching(/^open\n(built|found) a\n(built|found) b\n(built|found) c\n$/),
  });
  expect((await readdir(store.paths.layers)).sort()).toEqual(['a', 'b', 'c'].map(keyOf));
  expect(await readdir(store.paths.tmp)).toEqual([]);
  expect(killed).toContain('SIGKILL');
});

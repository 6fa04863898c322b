import { mkdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { RunId } from '../../src/base/ids.ts';
import { closeRun, createRun, findRun, listRuns } from '../../src/store/runs.ts';
import { runChild, scratchStore } from './scratch.ts';

test('a run has a directory of its own and tells how it ended', async () => {
  const store = await scratchStore();

  const run = await createRun(store, 'build recipe demo');
  await closeRun(store, run.id, 'failed');

  expect(run).toEqual({
    id: expect.stringMatching(/^\d{8}-\d{6}-[0-9a-f]{4}$/),
    directory: store.paths.run(run.id),
    command: 'build recipe demo',
    startedAt: expect.stringMatching(/Z$/),
    pid: process.pid,
    state: 'running',
  });
  expect(await findRun(store, run.id)).toEqual({ ...run, endedAt: expect.any(String), state: 'failed' });
});

test('H4 a run whose process was killed is lost, and its evidence stays', async () => {
  const store = await scratchStore();
  const killed = await runChild('start-run.ts', [store.directory]);
  const own = await createRun(store, 'own');
  await mkdir(store.paths.run('20200101-000000-0000' as RunId));

  const runs = await listRuns(store);

  expect(killed.signal).toBe('SIGKILL');
  expect(Object.fromEntries(runs.map(({ command, state }) => [command, state]))).toEqual({
    own: 'running',
    killed: 'lost',
  });
  expect(runs[0]?.id && runs[0].id >= own.id).toBe(true);
});

test.for(['20200101-000000-0000', '../images', ''])('run %j is not found', async (id) => {
  await expect(findRun(await scratchStore(), id)).rejects.toMatchObject({ code: 'GP-RUN-NOT-FOUND' });
});

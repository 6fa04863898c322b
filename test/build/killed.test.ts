import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { listRuns } from '../../src/store/runs.ts';
import { type BuildBench, buildBench } from './build-bench.ts';
import { startGoldpane } from './goldpane.ts';
import { programsLeftIn } from './processes.ts';

/** Bundles are seen whole or not at all. */
async function visibleBundles(bench: BuildBench): Promise<string[]> {
  const names = await readdir(bench.store.paths.image('demo')).catch(() => []);
  return names.filter((name) => !name.endsWith('.beside'));
}

test('SIGKILL at any event: nothing goes on running, no bundle is half there, and builds go on until one is green', async () => {
  await using bench = await buildBench();
  let killed = 0;
  // Every build gets a few events further than the one before, so that kills are spread over the whole of it.
  for (let patience = 3; ; patience += 4) {
    const goldpane = startGoldpane(bench);
    const died = goldpane
      .until(({ seq }) => seq >= patience)
      .then(
        () => goldpane.kill('SIGKILL'),
        () => undefined,
      );
    const { exitCode, stderr } = await goldpane.ended;
    await died;

    expect(await programsLeftIn(bench.directory)).toEqual([]);
    if (exitCode === 0) break;
    console.log(patience, goldpane.events.at(-1)?.kind, goldpane.events.length);
    expect({ exitCode, stderr }).toEqual({ exitCode: null, stderr: '' });
    expect(await visibleBundles(bench)).toEqual([]);
    killed++;
  }

  expect(killed).toBeGreaterThan(10);
  expect(await visibleBundles(bench)).toHaveLength(1);
  expect(await readdir(bench.store.paths.tmp)).toEqual([]);
  expect(await readdir(bench.runtime)).toEqual([]);
  expect((await readdir(bench.store.paths.layers)).filter((name) => name.endsWith('.partial'))).toEqual([]);
  expect((await listRuns(bench.store)).map(({ state }) => state)).toEqual(['done', ...Array(killed).fill('lost')]);
}, 120_000);

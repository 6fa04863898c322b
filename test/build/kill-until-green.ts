import { readdir } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Finding } from '../../src/base/findings.ts';
import type { ImageVersion } from '../../src/base/ids.ts';
import { checkBundle } from '../../src/store/check-bundle.ts';
import { readImage } from '../../src/store/images.ts';
import { listRuns } from '../../src/store/runs.ts';
import type { BuildBench } from './build-bench.ts';
import { startGoldpane } from './goldpane.ts';
import { programsLeftIn } from './processes.ts';

/** Where a build is killed: after so many of its events, and so many milliseconds more. */
export type KillPoint = { readonly events: number; readonly afterMs?: number };

/**
 * Builds again and again, each time killed by SIGKILL, until one build is green. After each kill nothing runs and every
 * bundle that can be seen is whole; at the end nothing is left of all of them. Gives the number of kills.
 */
export async function killUntilGreen(bench: BuildBench, pointOf: (kill: number) => KillPoint): Promise<number> {
  let kills = 0;
  while (!(await survives(bench, pointOf(kills)))) kills++;

  const { paths } = bench.store;
  expect(await versions(bench)).toHaveLength(1);
  expect(await findingsOfVersions(bench)).toEqual([]);
  expect(await readdir(paths.channels('demo'))).toEqual(['candidate']);
  expect(await readdir(paths.tmp)).toEqual([]);
  expect(await readdir(bench.runtime)).toEqual([]);
  expect((await readdir(paths.layers)).filter((name) => name.endsWith('.partial'))).toEqual([]);
  const states = (await listRuns(bench.store)).map(({ state }) => state);
  expect(states).toHaveLength(kills + 1);
  expect(['done', 'unchanged']).toContain(states[0]);
  // One that was killed after its last word is no lost one.
  expect(states.slice(1).filter((state) => !['lost', 'done'].includes(state))).toEqual([]);
  return kills;
}

/** True when the build came to its end before it was killed. */
async function survives(bench: BuildBench, { events, afterMs = 0 }: KillPoint): Promise<boolean> {
  const goldpane = startGoldpane(bench);
  const kill = async () => {
    await goldpane.until(({ seq }) => seq >= events);
    if (afterMs > 0) await pause(afterMs);
    goldpane.kill('SIGKILL');
  };
  const killing = kill().catch(() => undefined);
  const { exitCode, signal, stderr } = await goldpane.ended;
  await killing;

  expect(await programsLeftIn(bench.directory)).toEqual([]);
  const findings = await findingsOfVersions(bench);
  // Directories become read-only after the rename that shows them: the next build does what is left of that.
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  if (signal !== 'SIGKILL') expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return exitCode === 0;
}

async function findingsOfVersions({ store }: BuildBench): Promise<readonly Finding[]> {
  const names = await versions({ store });
  const checked = names.map(async (version) => await checkBundle(await readImage(store, 'demo', version)));
  return (await Promise.all(checked)).flat();
}

/** Versions that anybody can see. */
async function versions({ store }: Pick<BuildBench, 'store'>): Promise<ImageVersion[]> {
  const names = await readdir(store.paths.image('demo')).catch(() => []);
  return names.filter((name) => !name.endsWith('.beside')) as ImageVersion[];
}

import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Event } from '../../src/base/events.ts';
import { listRuns } from '../../src/store/runs.ts';
import { type BuildBench, buildBench } from './build-bench.ts';
import { startGoldpane } from './goldpane.ts';
import { programsIn } from './processes.ts';

const isStage = (stage: string) => (event: Event) => event.kind === 'stage.entered' && event.stage === stage;
const isFinished = (layer: string) => (event: Event) => event.kind === 'layer.finished' && event.layer === layer;
const isPublishing = (event: Event) => event.kind === 'work.started' && event.work === 'publish';

/** One build, begun again after each interruption: every one goes on where the one before was ended. */
let bench: BuildBench;
beforeAll(async () => {
  bench = await buildBench({ pauseMs: 50 });
  await bench.writeRecipe({ layers: [{ name: 'tools', steps: [{ script: 'tools.ps1' }] }] });
});
afterAll(() => bench[Symbol.asyncDispose]());

test.for([
  { moment: 'in the first boot of the install', signal: 'SIGINT', when: isStage('winpe'), boots: ['install 1'] },
  { moment: 'in the second boot', signal: 'SIGTERM', when: isStage('specialize'), boots: ['install 1', 'install 2'] },
  { moment: 'between two layers', signal: 'SIGHUP', when: isFinished('install'), boots: ['install 2', 'install 3'] },
  { moment: 'in a layer', signal: 'SIGTERM', when: isStage('layer'), boots: ['tools 1'] },
  { moment: 'in the seal', signal: 'SIGINT', when: isStage('seal'), boots: ['tools 1', 'seal 1'] },
  { moment: 'while publishing', signal: 'SIGTERM', when: isPublishing, boots: ['seal 1'] },
] as const)('$signal $moment ends a build at once; the next one goes on', async ({ signal, when, boots }) => {
  const goldpane = startGoldpane(bench);
  await goldpane.until(when);

  const askedAtMs = performance.now();
  goldpane.kill(signal);
  const { exitCode, stderr, atMs } = await goldpane.ended;

  expect({ exitCode, told: stderr.split('\n').slice(0, 2) }).toEqual({
    exitCode: 130,
    told: [
      `Stopping (${signal}): finished work is kept, the same command goes on from there`,
      `GP-CANCELLED: Cancelled: ${signal}`,
    ],
  });
  expect(atMs - askedAtMs).toBeLessThan(1000);
  expect(bootsOf(goldpane.events).slice(0, boots.length)).toEqual(boots);
  expect(programsIn(bench.directory)).toEqual([]);
  expect(await readdir(bench.runtime)).toEqual([]);
  expect(await readdir(bench.store.paths.tmp)).toEqual([]);
  expect(await readdir(bench.store.paths.images)).toEqual([]);
  const [latest] = await listRuns(bench.store);
  expect(latest).toMatchObject({ state: 'cancelled', pid: goldpane.pid });
});

test('after all that the build comes to its end, with one boot more', async () => {
  const { error, events } = await bench.build();

  expect(error).toBeUndefined();
  expect(bootsOf(events)).toEqual(['seal 1']);
});

function bootsOf(events: readonly Event[]): string[] {
  return events.flatMap((event) => (event.kind === 'boot.started' ? [`${event.layer} ${event.boot}`] : []));
}

import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Event } from '../../src/base/events.ts';
import { listRuns } from '../../src/store/runs.ts';
import { buildBench } from './build-bench.ts';
import { startGoldpane } from './goldpane.ts';
import { programsIn } from './processes.ts';

const isStage = (stage: string) => (event: Event) => event.kind === 'stage.entered' && event.stage === stage;
const isFinished = (layer: string) => (event: Event) => event.kind === 'layer.finished' && event.layer === layer;
const isPublishing = (event: Event) => event.kind === 'work.started' && event.work === 'publish';

/** A goldpane that lost the processor for a moment is not late. */
const soonMs = 1000;

test.for([
  { moment: 'in the first boot of the install', signal: 'SIGINT', when: isStage('winpe'), bootsToGo: 3 + 2 },
  { moment: 'in the second boot of the install', signal: 'SIGTERM', when: isStage('specialize'), bootsToGo: 2 + 2 },
  { moment: 'between two layers', signal: 'SIGHUP', when: isFinished('install'), bootsToGo: 2 },
  { moment: 'in a layer', signal: 'SIGTERM', when: isStage('layer'), bootsToGo: 2 },
  { moment: 'in the seal', signal: 'SIGINT', when: isStage('seal'), bootsToGo: 1 },
  { moment: 'while publishing', signal: 'SIGTERM', when: isPublishing, bootsToGo: 1 },
] as const)('$signal $moment ends a build at once; the next one goes on', async ({ signal, when, bootsToGo }) => {
  await using bench = await buildBench({ misbehave: [{ at: 'specialize', do: { wait: 200 } }], pauseMs: 50 });
  await bench.writeRecipe({ layers: [{ name: 'tools', steps: [{ script: 'tools.ps1' }] }] });
  const goldpane = startGoldpane(bench);
  await goldpane.until(when);

  const killedAtMs = performance.now();
  goldpane.kill(signal);
  const { exitCode, stderr, atMs } = await goldpane.ended;

  expect({ exitCode, told: stderr.split('\n').slice(0, 2) }).toEqual({
    exitCode: 130,
    told: [
      `Stopping (${signal}): finished work is kept, the same command goes on from there`,
      `GP-CANCELLED: Cancelled: ${signal}`,
    ],
  });
  expect(atMs - killedAtMs).toBeLessThan(soonMs);
  expect(programsIn(bench.directory)).toEqual([]);
  expect(await readdir(bench.runtime)).toEqual([]);
  expect(await readdir(bench.store.paths.tmp)).toEqual([]);
  expect(await readdir(bench.store.paths.images).catch(() => [])).toEqual([]);
  expect((await listRuns(bench.store)).map(({ state }) => state)).toEqual(['cancelled']);

  const before = (await bench.boots()).length;
  const again = await bench.build();

  expect(again.error).toBeUndefined();
  expect((await bench.boots()).length - before).toBe(bootsToGo);
});

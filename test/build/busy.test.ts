import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Event } from '../../src/base/events.ts';
import { type BuildBench, buildBench, limits } from './build-bench.ts';
import { startGoldpane } from './goldpane.ts';

const isInSetup = (event: Event) => event.kind === 'stage.entered' && event.stage === 'winpe';

/** Starts a build whose Setup waits until it is let go. */
async function startWaiting(bench: BuildBench) {
  const gate = join(bench.directory, 'go');
  await bench.tools.play({ misbehave: [{ at: 'winpe', do: { until: gate } }] });
  await bench.writeRecipe({ layers: [], limits: { ...limits, winpe: 1 } });
  const first = startGoldpane(bench);
  await first.until(isInSetup);
  const [started] = first.events;
  const run = started?.kind === 'run.started' ? started.run : '';
  return { first, run, letGo: () => writeFile(gate, '') };
}

test('H5 of two builds of one layer one goes on and the other names it: its run, its process, its age', async () => {
  await using bench = await buildBench();
  const { first, run, letGo } = await startWaiting(bench);

  const { error } = await bench.build();

  expect({ code: error?.code, exitCode: error?.exitCode, said: error?.message }).toEqual({
    code: 'GP-BUILD-BUSY',
    exitCode: 1,
    said: `Layer install is being built by run ${run} (pid ${first.pid}, for less than a minute)`,
  });
  await letGo();
  expect((await first.ended).exitCode).toBe(0);
});

test('H5 with --wait the other takes what the first has made: one install, one version', async () => {
  await using bench = await buildBench();
  const { first, letGo } = await startWaiting(bench);

  const second = await bench.build({ wait: true, onEvent: (event) => event.kind === 'layer.waiting' && void letGo() });

  const waited = second.events.flatMap((event) =>
    event.kind === 'layer.waiting' ? [[event.layer, event.holder]] : [],
  );
  expect(waited[0]).toEqual(['install', expect.stringMatching(new RegExp(`^run \\S+ \\(pid ${first.pid}, `))]);
  expect(second.error).toBeUndefined();
  expect((await first.ended).exitCode).toBe(0);
  expect(second.events.find((event) => event.kind === 'layer.cached')).toMatchObject({ layer: 'install' });
  expect(second.result?.outcome).toBe('unchanged');
  expect((await readdir(bench.store.paths.image('demo'))).filter((name) => !name.endsWith('.beside'))).toHaveLength(1);
  // Three of the install, one of the seal, one that tries KVM: nobody booted anything twice.
  expect(await bench.boots()).toHaveLength(5);
});

test('H5 a build that waits can be cancelled', async () => {
  await using bench = await buildBench();
  const { first, letGo } = await startWaiting(bench);
  const second = startGoldpane(bench, ['--wait']);
  await second.until(({ kind }) => kind === 'layer.waiting');

  second.kill('SIGTERM');

  expect((await second.ended).exitCode).toBe(130);
  await letGo();
  expect((await first.ended).exitCode).toBe(0);
});

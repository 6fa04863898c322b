import { expect, test } from 'vitest';
import { buildBench } from './build-bench.ts';
import { killUntilGreen } from './kill-until-green.ts';

test('H4 SIGKILL at any event: nothing goes on running, no half bundle is seen, and builds go on until one is green', async () => {
  await using bench = await buildBench();

  // Each build may go on for a few events more than the one before: kills are spread over the whole of it.
  const kills = await killUntilGreen(bench, (kill) => ({ events: 3 + 4 * kill }));

  expect(kills).toBeGreaterThan(10);
}, 180_000);

import { expect, test } from 'vitest';
import { buildBench } from '../build/build-bench.ts';
import { killUntilGreen } from '../build/kill-until-green.ts';

/** Together some hundreds of kills. */
const seeds = Array.from({ length: 12 }, (_, index) => index + 1);

test.for(seeds)('H4 SIGKILL at any moment, seed %i', async (seed) => {
  const random = randomFrom(seed);
  await using bench = await buildBench();

  // Slowly further than the kill before, at some moment until the event that may come next.
  const kills = await killUntilGreen(bench, (kill) => ({ events: 1 + Math.floor(1.5 * kill), afterMs: random() * 80 }));

  expect(kills).toBeGreaterThan(10);
});

/** Numbers from 0 to 1, the same for the same seed: a linear congruential generator with the numbers of Numerical Recipes. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (1664525 * state + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

import { expect, test } from 'vitest';
import { buildBench } from './build-bench.ts';

test('a build that cannot have its memory is refused before anything boots but the probe', async () => {
  await using bench = await buildBench();
  await bench.writeRecipe({ hardware: { cpus: 2, memoryMib: 4_000_000, diskGib: 16 } });

  const { error } = await bench.build({ accelerator: 'tcg' });

  expect(error).toMatchObject({
    code: 'GP-HOST-MEMORY',
    exitCode: 3,
    message: expect.stringMatching(/3906\.3 GiB for the guest: the kernel would end the guest in the middle$/),
  });
  expect(await bench.boots()).toHaveLength(1);
});

test('a build on a good host warns of nothing', async () => {
  await using bench = await buildBench();

  const { result, events } = await bench.build();

  expect(result?.outcome).toBe('published');
  const where = events.flatMap((event) => (event.kind === 'finding' ? [event.finding.where] : []));
  expect(
    where.filter((name) => ['programs', 'memory', 'store', 'confinement', 'network', 'clock'].includes(name)),
  ).toEqual([]);
});

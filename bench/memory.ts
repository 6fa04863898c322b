import type { BenchOptions } from './bench-options.ts';
import { fakeHost } from './fake-host.ts';
import { buildPackage } from './goldpane.ts';
import { printTable } from './print-table.ts';
import { fullRehearsals } from './rehearsal.ts';

/** The most that a build may hold in memory. */
const limit = 150_000_000;

/** Peak memory of the building process itself; QEMU and other programs are not in it. */
export async function memory({ rounds = 5, guests = 1 }: BenchOptions): Promise<void> {
  buildPackage();
  await using host = await fakeHost();
  const fake: number[] = [];
  for (let round = 0; round < rounds; round++) fake.push((await host.build()).peakBytes);
  const real = guests === 0 ? [] : (await fullRehearsals(guests)).map(({ run }) => run.peakBytes);
  printTable('peak memory of goldpane', 'MiB', [
    { name: 'a build with fake tools', samples: fake, limit },
    ...(real.length > 0 ? [{ name: 'a rehearsal', samples: real, limit }] : []),
  ]);
}

import type { BenchOptions } from './bench-options.ts';
import { fakeHost } from './fake-host.ts';
import { buildPackage, type GoldpaneRun } from './goldpane.ts';
import { ownMs, ownMsByPart } from './own-time.ts';
import { printTable, type Row } from './print-table.ts';
import { fullRehearsals } from './rehearsal.ts';

/** goldpane's own time: per layer with a QEMU that does nothing, and in a whole rehearsal. */
export async function ownCost({ rounds = 10, guests = 1 }: BenchOptions): Promise<void> {
  buildPackage();
  await using host = await fakeHost();
  const runs: GoldpaneRun[] = [];
  for (let round = 0; round < rounds; round++) runs.push(await host.build());
  printTable('own time, QEMU that does nothing', 'ms', [
    ...partRows(runs, 100),
    { name: 'whole build', samples: runs.map(ownMs) },
    { name: 'processor time of the whole build', samples: runs.map(({ cpuMs }) => cpuMs) },
  ]);
  if (guests === 0) return;
  const rehearsals = (await fullRehearsals(guests)).map(({ run }) => run);
  printTable('own time, a rehearsal', 'ms', [
    ...partRows(rehearsals),
    { name: 'whole rehearsal', samples: rehearsals.map(ownMs), limit: 2000 },
    { name: 'processor time of the whole rehearsal', samples: rehearsals.map(({ cpuMs }) => cpuMs) },
    { name: 'wall clock of the rehearsal', samples: rehearsals.map(({ wallMs }) => wallMs) },
  ]);
}

function partRows(runs: readonly GoldpaneRun[], layerLimit?: number): readonly Row[] {
  const parts = runs.map(ownMsByPart);
  const rows = Object.keys(parts[0] ?? {}).map((name) => ({ name, samples: parts.map((part) => part[name] ?? 0) }));
  const layers = rows.filter(({ name }) => name.startsWith('layer '));
  const average = runs.map(
    (_, run) => layers.reduce((sum, { samples }) => sum + (samples[run] ?? 0), 0) / layers.length,
  );
  return [...rows, { name: 'a layer on average', samples: average, limit: layerLimit }];
}

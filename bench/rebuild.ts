import assert from 'node:assert/strict';
import type { BenchOptions } from './bench-options.ts';
import { fakeHost } from './fake-host.ts';
import { buildPackage, type GoldpaneRun, runGoldpane } from './goldpane.ts';
import { printTable } from './print-table.ts';
import { fullRehearsals, type Rehearsal } from './rehearsal.ts';
import { ratios } from './statistics.ts';

/** What a build costs when nothing, or only the last script, has changed since the one before. */
export async function rebuild({ rounds = 10, guests = 1 }: BenchOptions): Promise<void> {
  buildPackage();
  if (guests === 0) return await rebuildFake(rounds);
  const rehearsals = await fullRehearsals(guests);
  const unchanged = { built: [] as number[], source: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const { buildAgain } = rehearsals[round % guests] as Rehearsal;
    for (const program of ['built', 'source'] as const) unchanged[program].push(idleMs(await buildAgain(program)));
  }
  printTable('a rehearsal again, nothing changed', 'ms', [
    { name: 'as shipped', samples: unchanged.built, limit: 600 },
    { name: 'from source', samples: unchanged.source, limit: 600 },
  ]);
  const changed: number[] = [];
  for (const { changeLastScript, buildAgain } of rehearsals) {
    await changeLastScript();
    const run = await buildAgain();
    assert.deepEqual(cachedLayers(run), ['install', 'tools']);
    changed.push(run.wallMs);
  }
  const full = rehearsals.map(({ run }) => run.wallMs);
  printTable('a rehearsal', 's', [
    { name: 'from nothing', samples: full },
    { name: 'last script changed', samples: changed },
  ]);
  printTable('a rehearsal', '×', [
    { name: 'last script changed / from nothing', samples: ratios(changed, full), limit: 0.45 },
  ]);
}

async function rebuildFake(rounds: number): Promise<void> {
  await using host = await fakeHost();
  const { store } = await host.build();
  const args = ['build', 'recipe', host.recipe, '--store', store, '--json'];
  const samples: number[] = [];
  for (let round = 0; round < rounds; round++) samples.push(idleMs(await runGoldpane(args, { env: host.env })));
  printTable('a build with fake tools again, nothing changed', 'ms', [{ name: 'as shipped', samples, limit: 600 }]);
}

/** Wall clock of a build that found everything done: it has started no machine. */
function idleMs({ events, wallMs }: GoldpaneRun): number {
  assert.deepEqual(
    events.filter(({ kind }) => kind === 'boot.started' || kind === 'layer.started'),
    [],
  );
  const last = events.at(-1);
  assert.equal(last?.kind === 'run.finished' && last.outcome, 'unchanged');
  return wallMs;
}

function cachedLayers({ events }: GoldpaneRun): readonly string[] {
  return events.flatMap((event) => (event.kind === 'layer.cached' ? [event.layer] : []));
}

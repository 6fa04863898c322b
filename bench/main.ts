import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { BenchOptions } from './bench-options.ts';
import { removeRehearsals } from './rehearsal.ts';

// npm run bench -- NAME… [--rounds N] [--guests N]

type Bench = (options: BenchOptions) => Promise<void>;

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  start: async () => (await import('./start.ts')).start,
  'own-cost': async () => (await import('./own-cost.ts')).ownCost,
  lint: async () => (await import('./lint.ts')).lint,
  rebuild: async () => (await import('./rebuild.ts')).rebuild,
  memory: async () => (await import('./memory.ts')).memory,
  peers: async () => (await import('./peers.ts')).peers,
  media: async () => (await import('./media.ts')).media,
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' }, guests: { type: 'string' } },
});
const unknown = positionals.filter((name) => !(name in benches));

if (positionals.length === 0 || unknown.length > 0) {
  console.error(`Benches: ${Object.keys(benches).join(', ')}. Options: --rounds N, --guests N (0: no real guest)`);
  process.exitCode = 2;
} else {
  await run(positionals);
}

async function run(names: readonly string[]): Promise<void> {
  const count = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  const options = { rounds: count(values.rounds), guests: count(values.guests) };
  const load = () =>
    `load ${loadavg()
      .map((value) => value.toFixed(1))
      .join(' ')}`;
  console.log(`Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model}, ${load()}\n`);
  try {
    for (const name of names) await (await benches[name]?.())?.(options);
  } finally {
    await removeRehearsals();
  }
  console.log(`${load()} at the end`);
}

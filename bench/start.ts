import { spawnSync } from 'node:child_process';
import type { BenchOptions } from './bench-options.ts';
import { buildPackage, programs } from './goldpane.ts';
import { printTable } from './print-table.ts';
import { ratios } from './statistics.ts';

/** How long it takes until goldpane has said something, against a Node that has nothing to do. */
export async function start({ rounds = 25 }: BenchOptions): Promise<void> {
  buildPackage();
  const commands = {
    'node -e 0': ['-e', '0'],
    'goldpane --help': [programs.built, '--help'],
    'goldpane --version': [programs.built, '--version'],
    'goldpane explain GP-QMP': [programs.built, 'explain', 'GP-QMP'],
    'goldpane completion bash': [programs.built, 'completion', 'bash'],
  };
  const samples = Object.keys(commands).map((name): { name: string; samples: number[] } => ({ name, samples: [] }));
  // The first two rounds fill caches.
  for (let round = -2; round < rounds; round++) {
    for (const [index, args] of Object.values(commands).entries()) {
      const startMs = performance.now();
      const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
      if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`);
      if (round >= 0) samples[index]?.samples.push(performance.now() - startMs);
    }
  }
  printTable('start', 'ms', samples);
  const [node, ...others] = samples;
  const limits = new Map([
    ['goldpane --help', 2],
    ['goldpane --version', 2],
  ]);
  const rows = others.map(({ name, samples }) => {
    return { name: `${name} / node -e 0`, samples: ratios(samples, node?.samples ?? []), limit: limits.get(name) };
  });
  printTable('start, ratio', '×', rows);
}

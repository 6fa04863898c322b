import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkAnswerFile } from '../src/unattend/check-answer-file.ts';
import type { BenchOptions } from './bench-options.ts';
import { buildPackage, programs } from './goldpane.ts';
import { printTable } from './print-table.ts';
import { ratios } from './statistics.ts';

const recipe = 'server-2025';

/** How long `check answer-file` takes for one file, and how its time grows with the file. */
export async function lint({ rounds = 25 }: BenchOptions): Promise<void> {
  buildPackage();
  const directory = mkdtempSync(join(tmpdir(), 'goldpane-bench-'));
  try {
    run(['render', 'recipe', recipe, '--out', join(directory, 'media')]);
    const file = join(directory, 'media/install/Autounattend.xml');
    measureCommands(file, rounds);
    measureGrowth(readFileSync(file, 'utf8'), rounds);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function measureCommands(file: string, rounds: number): void {
  const check = ['check', 'answer-file', file];
  const commands = [
    { name: 'check answer-file', args: check },
    { name: 'check answer-file --release', args: [...check, '--release', recipe] },
    { name: 'check answer-file --recipe', args: [...check, '--recipe', recipe] },
  ].map((command) => ({ ...command, samples: [] as number[] }));
  // The first two rounds fill caches.
  for (let round = -2; round < rounds; round++) {
    for (const { args, samples } of commands) {
      const startMs = performance.now();
      run(args);
      if (round >= 0) samples.push(performance.now() - startMs);
    }
  }
  printTable(
    'lint',
    'ms',
    commands.map(({ name, samples }) => ({ name, samples, limit: 300 })),
  );
}

/** Doubled three times, a file may take a little more than eight times as long; a square would be sixty-four. */
function measureGrowth(text: string, rounds: number): void {
  const sizes = [125_000, 250_000, 500_000, 1_000_000].map((size) => ({
    name: `${size / 1000} kB`,
    text: grown(text, size),
    samples: [] as number[],
  }));
  for (let round = -2; round < rounds; round++) {
    for (const { text: file, samples } of sizes) {
      const startMs = performance.now();
      checkAnswerFile(file);
      if (round >= 0) samples.push(performance.now() - startMs);
    }
  }
  printTable('lint, by size', 'ms', sizes);
  const [small, ...others] = sizes;
  const growth = others.map(({ name, samples }, index) => {
    const times = 2 ** (index + 1);
    return { name: `${name} / ${small?.name}`, samples: ratios(samples, small?.samples ?? []), limit: times * 1.5 };
  });
  printTable('lint, growth', '×', growth);
}

/** The file with so many more first-logon commands, each with a few things to find, that it has that size. */
function grown(text: string, sizeBytes: number): string {
  const command = (order: number) =>
    `<SynchronousCommand wcm:action="add"><Order>${order}</Order><CommandLine>cmd /c copy D:\\a${order} C:\\</CommandLine></SynchronousCommand>\r\n`;
  const commands: string[] = [];
  for (let length = text.length; length < sizeBytes; length += commands.at(-1)?.length ?? 0)
    commands.push(command(commands.length + 2));
  return text.replace('</FirstLogonCommands>', `${commands.join('')}</FirstLogonCommands>`);
}

function run(args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [programs.built, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`goldpane ${args.join(' ')} ended with ${status}: ${stderr}`);
}

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { obtainMedium } from '../src/build/media/obtain-medium.ts';
import { prepare } from '../src/build/prepare-plan.ts';
import { findTool } from '../src/host/find-tool.ts';
import { openStore } from '../src/store/open-store.ts';
import type { BenchOptions } from './bench-options.ts';
import { buildPackage, runGoldpane, wallClockMs } from './goldpane.ts';
import { foreignSpans, mediumSpans, type Span, uncoveredMs } from './own-time.ts';
import { printTable } from './print-table.ts';
import { ratios } from './statistics.ts';

/** What the rehearsal's image is made from, the same for everyone. */
type Ingredients = {
  readonly directory: string;
  readonly medium: string;
  readonly mediumSha256: string;
  /** Directories of the media, as `render recipe` writes them. */
  readonly trees: string;
  readonly firmware: Readonly<Record<'OVMF_CODE' | 'OVMF_VARS', string>>;
};

/** What one tool did: the whole of it, until the guest was installed, and when other programs were at work. */
type Result = { readonly whole?: Span; readonly install: Span; readonly foreign: readonly Span[] };

type Contender = (from: Ingredients, directory: string) => Promise<Result>;

/** The rehearsal's guest made by goldpane, by a shell script and, as far as it goes, by Packer, round after round. */
export async function peers({ guests = 3 }: BenchOptions): Promise<void> {
  buildPackage();
  const contenders: Record<string, Contender> = { goldpane: withGoldpane, 'by hand': byHand };
  if (findTool('packer')) contenders['Packer'] = withPacker;
  else console.log('Packer is left out: there is no `packer` on PATH (Debian: apt-get install packer)\n');
  const directory = mkdtempSync(join(tmpdir(), 'gp-peers-'));
  try {
    const results = await race(contenders, await gather(directory), guests);
    printResults(results);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function race(contenders: Record<string, Contender>, from: Ingredients, rounds: number) {
  const results = new Map<string, Result[]>(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      const own = join(from.directory, `${name.replace(' ', '-')}-${round}`);
      mkdirSync(own);
      results.get(name)?.push(await run(from, own));
      rmSync(own, { recursive: true });
    }
  }
  return results;
}

async function gather(directory: string): Promise<Ingredients> {
  const { plan, host } = await prepare('rehearsal', { accelerator: 'tcg' });
  const store = await openStore(join(directory, 'store'));
  const signal = new AbortController().signal;
  const medium = await obtainMedium({ plan, store, emit: () => undefined, signal });
  const trees = join(directory, 'trees');
  await runGoldpane(['render', 'recipe', 'rehearsal', '--out', trees]);
  const { code, vars } = host.firmware;
  const firmware = { OVMF_CODE: code.path, OVMF_VARS: vars.path };
  return { directory, medium: medium.path, mediumSha256: medium.sha256, trees, firmware };
}

async function withGoldpane(_: Ingredients, directory: string): Promise<Result> {
  const store = join(directory, 'store');
  const run = await runGoldpane(['build', 'recipe', 'rehearsal', '--accel', 'tcg', '--store', store, '--json']);
  const installed = run.events.find(({ kind }) => kind === 'layer.finished');
  const install = { startMs: run.startMs, endMs: Date.parse(installed?.at ?? '') };
  return { whole: run, install, foreign: [...foreignSpans(run.events), ...mediumSpans(run.events)] };
}

async function byHand({ medium, trees, firmware }: Ingredients, directory: string): Promise<Result> {
  const whole = timed('bench/peers/by-hand.sh', [directory], { ...firmware, MEDIUM: medium, TREES: trees });
  const installedMs = Number(readFileSync(join(directory, 'installed'), 'utf8')) * 1000;
  return { whole, install: { startMs: whole.startMs, endMs: installedMs }, foreign: livesIn(directory) };
}

/**
 * Packer goes as far as the install: its provisioners need SSH or WinRM, and the guest has an agent only. The medium with
 * the answer file, variables and TPM are made ready for it beforehand, outside of its time.
 */
async function withPacker(from: Ingredients, directory: string): Promise<Result> {
  const at = (name: string) => join(directory, name);
  const options = ['-quiet', '-input-charset', 'UTF-8', '-J', '-joliet-long', '-o', at('install.iso')];
  execFileSync('xorriso', ['-no_rc', '-as', 'mkisofs', '-V', 'GOLDPANE', ...options, join(from.trees, 'install')], {
    stdio: 'ignore',
  });
  mkdirSync(at('tpm'));
  execFileSync('swtpm_setup', ['--tpm2', '--tpm-state', at('tpm'), '--createek', '--pcr-banks', 'sha256']);
  copyFileSync(from.firmware.OVMF_VARS, at('vars.fd'));
  const variables = {
    medium: from.medium,
    medium_sha256: from.mediumSha256,
    install_iso: at('install.iso'),
    work: directory,
    qemu: resolve('bench/peers/qemu-under-packer.sh'),
  };
  const words = Object.entries(variables).flatMap(([name, value]) => ['-var', `${name}=${value}`]);
  const PATH = `${resolve('bench/peers/packer-path')}:${process.env['PATH']}`;
  const settings = { CHECKPOINT_DISABLE: '1', PACKER_CACHE_DIR: at('cache') };
  const env = { ...from.firmware, ...settings, WORK: directory, PATH };
  const install = timed('packer', ['build', '-color=false', ...words, 'bench/peers/rehearsal.packer.json'], env);
  return { install, foreign: livesIn(directory) };
}

function timed(file: string, args: readonly string[], env: Readonly<Record<string, string>>): Span {
  const startMs = wallClockMs();
  const timeout = 20 * 60_000;
  execFileSync(file, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], timeout });
  return { startMs, endMs: wallClockMs() };
}

/** Lifetimes of programs that a script wrote down, in seconds since the epoch. */
function livesIn(directory: string): readonly Span[] {
  const lines = readFileSync(join(directory, 'lives'), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [start = Number.NaN, end = Number.NaN] = line.split(' ').map(Number);
    return { startMs: start * 1000, endMs: end * 1000 };
  });
}

function printResults(results: ReadonlyMap<string, readonly Result[]>): void {
  for (const part of ['whole', 'install'] as const) {
    const title = part === 'whole' ? 'the whole image' : 'the install alone';
    const rows = [...results].flatMap(([name, list]) => {
      const spans = list.map((result) => ({ span: result[part], foreign: result.foreign }));
      const walls = spans.flatMap(({ span }) => (span ? [span.endMs - span.startMs] : []));
      const own = spans.flatMap(({ span, foreign }) => (span ? [uncoveredMs(span, foreign)] : []));
      return walls.length > 0 ? [{ name, walls, own }] : [];
    });
    const ours = rows.find(({ name }) => name === 'goldpane')?.walls ?? [];
    const others = rows.filter(({ name }) => name !== 'goldpane');
    printTable(
      `${title}, wall clock`,
      's',
      rows.map(({ name, walls }) => ({ name, samples: walls })),
    );
    printTable(
      `${title}, wall clock`,
      '×',
      others.map(({ name, walls }) => ({ name: `goldpane / ${name}`, samples: ratios(ours, walls) })),
    );
    printTable(
      `${title}, own time`,
      'ms',
      rows.map(({ name, own }) => ({ name, samples: own })),
    );
  }
}

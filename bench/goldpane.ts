import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Event } from '../src/base/events.ts';

/** A goldpane process that ended. Times are milliseconds since the epoch. */
export type GoldpaneRun = {
  readonly startMs: number;
  readonly endMs: number;
  readonly wallMs: number;
  /** Its events, when it was run with `--json`. */
  readonly events: readonly Event[];
  /** Largest resident set of the process itself, children excluded. Source: proc(5), VmHWM */
  readonly peakBytes: number;
  /** Processor time of the process itself: what is left to compare when others use the machine too. */
  readonly cpuMs: number;
};

/** The package as it is shipped, and as it is run in development. */
export const programs = { built: resolve('dist/cli/bin.js'), source: resolve('src/cli/main.ts') } as const;

/** Compiles `dist` once per bench run. */
export function buildPackage(): void {
  if (isBuilt) return;
  execFileSync(process.execPath, ['.ci/build.ts'], { stdio: 'inherit' });
  isBuilt = true;
}
let isBuilt = false;

/** How goldpane is run. */
export type GoldpaneOptions = {
  readonly program?: keyof typeof programs;
  readonly env?: Readonly<Record<string, string>>;
};

/** Runs goldpane to its end and measures it from outside. Throws with its last words when it fails. */
export async function runGoldpane(args: readonly string[], options: GoldpaneOptions = {}): Promise<GoldpaneRun> {
  const { program = 'built', env = {} } = options;
  const usageFile = join(tmpdir(), `goldpane-bench-${process.pid}.json`);
  const node = ['--import', writeUsageTo(usageFile), programs[program], ...args];
  const startMs = wallClockMs();
  const child = spawn(process.execPath, node, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, exitCode] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise<number | null>((done) => child.on('close', done)),
  ]);
  const endMs = wallClockMs();
  if (exitCode !== 0) throw new Error(`goldpane ${args.join(' ')} ended with ${exitCode}:\n${stderr || stdout}`);
  const usage: Pick<GoldpaneRun, 'peakBytes' | 'cpuMs'> = JSON.parse(readFileSync(usageFile, 'utf8'));
  rmSync(usageFile);
  return {
    startMs,
    endMs,
    wallMs: endMs - startMs,
    events: args.includes('--json') ? eventsIn(stdout) : [],
    ...usage,
  };
}

/** A module that writes what the process has used when it ends: outside, it is gone with the process. */
function writeUsageTo(path: string): string {
  const text = `
    import { readFileSync, writeFileSync } from 'node:fs';
    process.on('exit', () => {
      const peakKib = /VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1];
      const { user, system } = process.cpuUsage();
      const usage = { peakBytes: peakKib * 1024, cpuMs: (user + system) / 1000 };
      writeFileSync(${JSON.stringify(path)}, JSON.stringify(usage));
    });`;
  return `data:text/javascript,${encodeURIComponent(text)}`;
}

function eventsIn(lines: string): readonly Event[] {
  const values = lines.split('\n').filter((line) => line.startsWith('{'));
  return values.map((line) => JSON.parse(line)).filter((value) => 'seq' in value);
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const part of stream.setEncoding('utf8')) text += part;
  return text;
}

/** Wall clock with the fractions that `Date` does not have. */
export function wallClockMs(): number {
  return performance.timeOrigin + performance.now();
}

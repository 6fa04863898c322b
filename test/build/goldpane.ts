import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Event } from '../../src/base/events.ts';
import type { BuildBench } from './build-bench.ts';

const main = resolve('src/cli/main.ts');

/** A goldpane of its own that builds the bench's recipe. */
export type Goldpane = {
  readonly pid: number;
  readonly events: readonly Event[];
  /** Resolves with the first event that `wanted` takes; rejects when goldpane ends without one. */
  readonly until: (wanted: (event: Event) => boolean) => Promise<Event>;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<Ended>;
};

/** How goldpane ended. */
export type Ended = {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stderr: string;
  /** `performance.now()` when it was gone. */
  readonly atMs: number;
};

/** Starts `goldpane build recipe` on a bench, by way of `wrapper` when one is given. */
export function startGoldpane(
  bench: BuildBench,
  options: readonly string[] = [],
  wrapper: readonly string[] = [],
): Goldpane {
  const command = [main, 'build', 'recipe', bench.recipe, '--store', bench.store.directory, '--json', ...options];
  const [file = '', ...args] = [...wrapper, process.execPath, ...command];
  const child = spawn(file, args, {
    env: bench.env,
    cwd: bench.directory,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const events: Event[] = [];
  const listeners = new Set<(event: Event) => void>();
  let [rest, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const event = JSON.parse(line) as Event;
      events.push(event);
      for (const listen of listeners) listen(event);
    }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((done) => {
    child.once('close', (exitCode, signal) => done({ exitCode, signal, stderr, atMs: performance.now() }));
  });
  const until = (wanted: (event: Event) => boolean) =>
    new Promise<Event>((done, fail) => {
      const listen = (event: Event) => wanted(event) && done(event);
      listeners.add(listen);
      for (const event of events) listen(event);
      void ended.then(() => fail(new Error(`goldpane ended first: ${stderr}`)));
    });
  return { pid: child.pid as number, events, until, kill: (signal) => void child.kill(signal), ended };
}

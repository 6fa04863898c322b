import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Event } from '../../src/base/events.ts';

/** How a command ended. `exitCode` is npm's, as a user sees it. */
export type CommandEnd = {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly wallMs: number;
};

/** goldpane on its way, started as a user of the clone starts it. */
export type RunningCommand = {
  readonly pid: number;
  /** Every event so far, when the command got `--json`. */
  readonly events: readonly Event[];
  /** The next event, or one that is there already, that `wanted` takes; undefined when the command ends first. */
  readonly until: (wanted: (event: Event) => boolean) => Promise<Event | undefined>;
  /** What Ctrl-C in a terminal does: npm, set-up and goldpane get the signal, all at once. */
  readonly interrupt: () => void;
  readonly ended: Promise<CommandEnd>;
};

const repository = join(import.meta.dirname, '../..');

/** Starts `npm run -s goldpane -- ARGS`. */
export function startGoldpane(
  args: readonly string[],
  onEvent: (event: Event) => void = () => undefined,
): RunningCommand {
  const startedMs = performance.now();
  const child = spawn('npm', ['run', '--silent', 'goldpane', '--', ...args], {
    cwd: repository,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const events: Event[] = [];
  const waiting = new Set<(event: Event | undefined) => void>();
  const output = collect(child, (line) => {
    const event = eventOf(line);
    if (!event) return;
    events.push(event);
    onEvent(event);
    for (const look of waiting) look(event);
  });
  const ended = new Promise<CommandEnd>((resolve) => {
    child.once('close', (exitCode) => {
      for (const look of waiting) look(undefined);
      resolve({ exitCode, ...output, wallMs: performance.now() - startedMs });
    });
  });
  const until: RunningCommand['until'] = async (wanted) => {
    const seen = events.find(wanted);
    if (seen) return seen;
    const arrival = Promise.withResolvers<Event | undefined>();
    const look = (event: Event | undefined) => (event === undefined || wanted(event)) && arrival.resolve(event);
    waiting.add(look);
    return await arrival.promise.finally(() => waiting.delete(look));
  };
  const pid = child.pid as number;
  return { pid, events, until, interrupt: () => process.kill(-pid, 'SIGINT'), ended };
}

/** Runs it to its end. */
export async function goldpane(
  ...args: readonly string[]
): Promise<CommandEnd & { readonly events: readonly Event[] }> {
  const { ended, events } = startGoldpane(args);
  return { ...(await ended), events };
}

function collect(child: ChildProcess, onLine: (line: string) => void): { stdout: string; stderr: string } {
  const output = { stdout: '', stderr: '' };
  let rest = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  return output;
}

function eventOf(line: string): Event | undefined {
  try {
    const value = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'kind' in value ? value : undefined;
  } catch {
    return undefined;
  }
}

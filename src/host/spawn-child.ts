import { type ChildProcess, spawn } from 'node:child_process';
import { type FileHandle, open } from 'node:fs/promises';
import { throwIfCancelled } from '../base/errors.ts';
import { boundToParent } from './bound-to-parent.ts';
import { toolEnvironment } from './environment.ts';
import { findTool } from './find-tool.ts';
import { missingToolError } from './missing-tool.ts';

/** How a long-lived program is started. */
export type ChildOptions = {
  /** File that gets everything the program prints. */
  readonly log?: string;
  /** Called with everything the program prints, instead of `log`. */
  readonly onOutput?: (text: string) => void;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
};

/** How a program ended. */
export type ChildEnd = { readonly exitCode: number | null; readonly signal: string | null };

/** A program that lives as long as this object: dispose it, and it is gone. */
export type Child = AsyncDisposable & {
  readonly pid: number;
  readonly exited: Promise<ChildEnd>;
  readonly running: () => boolean;
  /** TERM, then KILL after `graceMs` (5 s). Resolves when the program is gone. */
  readonly stop: (options?: { readonly graceMs?: number }) => Promise<void>;
  readonly kill: () => void;
};

const reasonableGraceMs = 5000;

/**
 * Starts a program as a direct child in a process group of its own, so that a Ctrl-C in the terminal reaches
 * goldpane alone. `setpriv --pdeathsig KILL` ends it when goldpane dies by any cause, even SIGKILL
 * (docs: util-linux setpriv(1), prctl(2) PR_SET_PDEATHSIG). Throws `GP-HOST-TOOL` when it is not installed.
 */
export async function spawnChild(file: string, args: readonly string[], options: ChildOptions = {}): Promise<Child> {
  throwIfCancelled(options.signal);
  const program = findTool(file);
  if (!program) throw missingToolError(file);
  const log = options.log === undefined ? undefined : await open(options.log, 'a', 0o600);
  try {
    const child = await startProcess(program, args, log, options);
    return lifetimeOf(child, options.signal);
  } finally {
    await log?.close();
  }
}

async function startProcess(
  file: string,
  args: readonly string[],
  log: FileHandle | undefined,
  options: ChildOptions,
): Promise<ChildProcess> {
  const output = log?.fd ?? (options.onOutput ? 'pipe' : 'ignore');
  const command = boundToParent(file, args);
  const child = spawn(command.file, command.args, {
    cwd: '/',
    env: toolEnvironment(options.env),
    detached: true,
    stdio: ['ignore', output, output],
  });
  const { onOutput } = options;
  if (onOutput) {
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', onOutput);
  }
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(missingToolError('setpriv', error)));
  });
  return child;
}

function lifetimeOf(child: ChildProcess, signal: AbortSignal | undefined): Child {
  // 'close' comes after the last output was delivered, 'exit' may come before.
  const exited = new Promise<ChildEnd>((resolve) => {
    child.once('close', (exitCode, endSignal) => resolve({ exitCode, signal: endSignal }));
  });
  const pid = child.pid as number;
  const running = () => child.exitCode === null && child.signalCode === null;
  const stop = async ({ graceMs = reasonableGraceMs } = {}) => {
    if (running()) child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await exited;
    clearTimeout(timer);
  };
  const onAbort = () => void stop();
  signal?.addEventListener('abort', onAbort, { once: true });
  void exited.then(() => signal?.removeEventListener('abort', onAbort));
  return { pid, exited, running, stop, kill: () => void child.kill('SIGKILL'), [Symbol.asyncDispose]: () => stop() };
}

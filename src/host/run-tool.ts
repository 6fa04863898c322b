import type { ExecaError, Options, Result } from 'execa';
import { cancelledError, GoldpaneError, throwIfCancelled } from '../base/errors.ts';
import { boundToParent } from './bound-to-parent.ts';
import { toolEnvironment } from './environment.ts';
import { findTool } from './find-tool.ts';
import { missingToolError } from './missing-tool.ts';
import { traceTool } from './tool-trace.ts';

/** How a program is run. Standard input is closed unless `input` is given. */
export type ToolOptions = {
  readonly signal?: AbortSignal | undefined;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  readonly timeoutMs?: number;
  /** Exit codes that are no failure; 0 alone when absent. */
  readonly acceptExitCodes?: readonly number[];
};

/** What a program gave back. */
export type ToolResult = {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly durationMs: number;
};

/**
 * Runs a program to its end, never through a shell. It dies with goldpane, even by SIGKILL, as in `spawnChild`: what
 * compresses for minutes would fill the disk for nobody. Throws `GP-HOST-TOOL` when it is not installed,
 * `GP-TOOL-FAILED` with its last words when it fails, `GP-TOOL-TIMEOUT`, `GP-CANCELLED`.
 */
export async function runTool(file: string, args: readonly string[], options: ToolOptions = {}): Promise<ToolResult> {
  throwIfCancelled(options.signal);
  const program = findTool(file);
  if (!program) throw missingToolError(file);
  const { execa } = await import('execa');
  const command = boundToParent(program, args);
  const result = (await execa(command.file, command.args, executionOptions(options))) as Result & Partial<ExecaError>;
  if (options.signal?.aborted) throw cancelledError(options.signal);
  const { exitCode } = result;
  traceTool({ command: [file, ...args], durationMs: result.durationMs, exitCode: exitCode ?? -1 });
  if (exitCode === undefined || !(options.acceptExitCodes ?? [0]).includes(exitCode)) throw failure(file, args, result);
  return { stdout: text(result.stdout), stderr: text(result.stderr), exitCode, durationMs: result.durationMs };
}

function executionOptions(options: ToolOptions): Options {
  return {
    cwd: options.cwd ?? '/',
    env: toolEnvironment(options.env),
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    forceKillAfterDelay: 5000,
    killDescendants: true,
    maxBuffer: 64 * 1024 * 1024,
    ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
    ...(options.signal ? { cancelSignal: options.signal } : {}),
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
  };
}

function failure(file: string, args: readonly string[], result: Result & Partial<ExecaError>): GoldpaneError {
  const command = [file, ...args].join(' ');
  if (result.code === 'ENOENT') return missingToolError('setpriv', result);
  if (result.timedOut) {
    return new GoldpaneError('GP-TOOL-TIMEOUT', `${file} did not end in time: ${command}`, {
      hint: 'Run the command by hand to see where it stays; a busy or slow disk is the commonest cause',
    });
  }
  const lastWords = text(result.stderr || result.stdout)
    .trim()
    .split('\n')
    .slice(-5)
    .join('\n');
  const end = result.signal ? `was killed by ${result.signal}` : `ended with exit code ${result.exitCode ?? '?'}`;
  return new GoldpaneError('GP-TOOL-FAILED', `${file} ${end}: ${lastWords || 'it said nothing'}`, {
    hint: `Run it by hand: ${command}`,
    cause: result.cause ?? undefined,
  });
}

function text(output: unknown): string {
  return typeof output === 'string' ? output : '';
}

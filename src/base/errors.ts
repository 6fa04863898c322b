import type { ErrorCode } from './error-codes.ts';
import { errorCodes } from './error-codes.ts';
import type { Finding } from './findings.ts';

type ErrorOptions = {
  readonly hint: string;
  readonly cause?: unknown;
  readonly findings?: readonly Finding[];
  readonly paths?: readonly string[];
};

/** The one error class of goldpane: a stable code, one sentence of what was attempted and found, and a remedy. */
export class GoldpaneError extends Error {
  override readonly name = 'GoldpaneError';
  readonly code: ErrorCode;
  /** What to do about it, as a sentence or a command. */
  readonly hint: string;
  /** All problems at once, when one check found several. */
  readonly findings: readonly Finding[];
  /** Files worth opening: logs, screenshots. */
  readonly paths: readonly string[];

  constructor(code: ErrorCode, message: string, options: ErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.findings = options.findings ?? [];
    this.paths = options.paths ?? [];
  }

  /** Exit code of a command that ends with this error. */
  get exitCode(): number {
    return errorCodes[this.code].exitCode;
  }
}

/** The error of work that an `AbortSignal` ended; a `GoldpaneError` given as the reason is kept. */
export function cancelledError(signal: AbortSignal): GoldpaneError {
  if (signal.reason instanceof GoldpaneError) return signal.reason;
  return new GoldpaneError('GP-CANCELLED', 'Cancelled', {
    hint: 'Start the same command again: finished work is kept and is not done twice',
    cause: signal.reason,
  });
}

/** Throws `GP-CANCELLED` (or the signal's own reason) when `signal` has fired. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelledError(signal);
}

/** Any thrown value as a `GoldpaneError`; what is not ours becomes `GP-INTERNAL` with the original as cause. */
export function asGoldpaneError(thrown: unknown): GoldpaneError {
  if (thrown instanceof GoldpaneError) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return new GoldpaneError('GP-INTERNAL', `goldpane failed unexpectedly: ${text}`, {
    hint: 'Please report this with the output of the same command under DEBUG=goldpane',
    cause: thrown,
  });
}

import type { ErrorCode } from './error-codes.ts';

/** How bad a finding is: an error stops the build, a warning is shown, an info is for the curious. */
export type Severity = 'error' | 'warning' | 'info';

/** One checked fact that is wrong or unwise. Every linter and check speaks in findings. */
export type Finding = {
  readonly id: ErrorCode;
  readonly severity: Severity;
  /** `file:line`, a path inside a document such as `layers[0].script`, or a host path. */
  readonly where: string;
  /** What was found there, as one sentence. */
  readonly found: string;
  /** Why it matters. */
  readonly why: string;
  /** What to do, as a sentence or a command. */
  readonly remedy: string;
};

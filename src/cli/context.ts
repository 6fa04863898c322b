import type { Settings } from '../api.ts';

/** The options of all commands, as their action gets them. */
export type Options = {
  readonly accel?: 'kvm' | 'tcg';
  readonly acceptNewHash?: boolean;
  readonly allowHostLoopback?: boolean;
  readonly allowPath?: readonly string[];
  readonly boot?: boolean;
  readonly credentials?: boolean;
  readonly failOn?: 'error' | 'warning';
  readonly fix?: boolean;
  readonly for?: readonly string[];
  readonly frozen?: boolean;
  readonly json?: boolean;
  readonly names?: boolean;
  readonly offline?: boolean;
  readonly out?: string;
  readonly rebuild?: boolean;
  readonly recipe?: string;
  readonly release?: string;
  readonly sarif?: boolean;
  readonly sha256?: string;
  readonly store?: string;
  readonly timeout?: number;
  readonly wait?: boolean;
  readonly yes?: boolean;
};

/** What a command gets from the process around it. */
export type Context = {
  readonly options: Options;
  /** Fires on Ctrl-C and its like. */
  readonly signal: AbortSignal;
  /** The settings, with this command's flags. Throws `GP-CONFIG-INVALID`. */
  readonly settings: () => Promise<Settings>;
  /** Writes a result to stdout: text for people, or the JSON of `value` when `--json` was given. */
  readonly result: (value: unknown, text: () => string) => void;
  /** Writes one line of JSON to stdout. */
  readonly jsonLine: (value: unknown) => void;
  /** Writes a line for people to stderr. */
  readonly tell: (text: string) => void;
  /** Lets `sink` have what `tell` gets, until disposed: a progress display keeps its screen whole. */
  readonly divertTelling: (sink: (text: string) => void) => Disposable;
  /** Prints an error now; the command may go on, and ends with the first error's exit code. */
  readonly report: (error: unknown) => void;
  /** The program's name as it was called, for commands that are shown to be copied. */
  readonly program: string;
};

import type { Context } from './context.ts';

/** What a word on the command line may be completed with. */
export type Completes = 'recipes' | 'images' | 'runs' | 'directories' | 'files' | 'nothing' | readonly string[];

/** An option. `flags` as commander reads them: `--store <dir>`. */
export type OptionSpec = {
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
  readonly completes?: Completes;
  /** May be given more than once; the value is a list. */
  readonly isList?: true;
  /** The value is a number above 0. */
  readonly isNumber?: true;
  readonly isRequired?: true;
};

/** What a command does. Results go to `context.result`; it throws when it fails. */
export type Action = (words: readonly string[], context: Context) => Promise<void>;

/** A command: what help, parser and completion know of it, and where its work is. */
export type CommandSpec = {
  /** Verb, then noun: `build recipe`. */
  readonly name: string;
  /** As commander reads it: `<name...>`. */
  readonly argument?: { readonly usage: string; readonly description: string; readonly completes: Completes };
  readonly summary: string;
  readonly options: readonly OptionSpec[];
  readonly example: string;
};

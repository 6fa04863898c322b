import { GoldpaneError } from '../api.ts';

type Refusal = { readonly code: string; readonly message: string };

/** True for what commander throws; its class is not imported, so that errors cost no import. */
export function isCommanderError(error: unknown): error is Refusal & Error {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('commander.')
  );
}

/** A refused command line as `GP-USAGE`; undefined when help or version was asked for and shown. */
export function usageError({ code, message }: Refusal, argv: readonly string[]): GoldpaneError | undefined {
  if (code === 'commander.helpDisplayed' || code === 'commander.version') return undefined;
  const command = ['goldpane', ...argv.filter((word) => /^[a-z]+$/.test(word)).slice(0, 2)];
  if (code === 'commander.help') {
    const given = argv.length === 0 ? 'No command was given' : `${command.join(' ')} is no whole command`;
    return new GoldpaneError('GP-USAGE', given, { hint: 'Every command is listed by goldpane --help' });
  }
  const [sentence = '', suggestion] = message.replace(/^error: /, '').split('\n');
  const near = /^\(Did you mean (.*)\?\)$/.exec(suggestion ?? '')?.[1];
  return new GoldpaneError('GP-USAGE', sentence.charAt(0).toUpperCase() + sentence.slice(1), {
    hint: near === undefined ? 'Every command is listed by goldpane --help' : `Did you mean ${near}?`,
  });
}

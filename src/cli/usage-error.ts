import { GoldpaneError } from '../api.ts';
import { commandTree } from './command-tree.ts';

type Refusal = { readonly code: string; readonly message: string };

/** True for what commander throws; its class is not imported, so that errors cost no import. */
export function isCommanderError(error: unknown): error is Refusal & Error {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('commander.')
  );
}

/** A refused command line as `GP-USAGE`; undefined when help was asked for and shown. */
export function usageError({ code, message }: Refusal, argv: readonly string[]): GoldpaneError | undefined {
  if (code === 'commander.helpDisplayed') return undefined;
  const words = argv.filter((word) => /^[a-z]+$/.test(word));
  if (code === 'commander.help') {
    const found = words.length === 0 ? 'No command was given' : `goldpane ${words[0]} is no whole command`;
    return new GoldpaneError('GP-USAGE', found, { hint: seeHelp([]) });
  }
  const [sentence = '', suggestion] = message.replace(/^error: /, '').split('\n');
  const near = /^\(Did you mean (.*)\?\)$/.exec(suggestion ?? '')?.[1];
  return new GoldpaneError('GP-USAGE', sentence.charAt(0).toUpperCase() + sentence.slice(1), {
    hint: near === undefined ? seeHelp(words) : `Did you mean ${near}?`,
  });
}

function seeHelp(words: readonly string[]): string {
  const names: readonly string[] = commandTree.map(({ name }) => name);
  const command = [words.slice(0, 2).join(' '), words[0] ?? ''].find((name) => names.includes(name));
  return command === undefined ? 'Every command is listed by goldpane --help' : `See goldpane ${command} --help`;
}

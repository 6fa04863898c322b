import type { CommandSpec, Completes } from '../command-spec.ts';
import { commandTree } from '../command-tree.ts';

/** An option as a shell sees it. */
export type ShellOption = { readonly flag: string; readonly description: string; readonly value?: Completes };

/** A command as a shell sees it: what its argument may be, and its options. */
export type ShellCommand = {
  readonly name: string;
  readonly argument: Completes;
  readonly options: readonly ShellOption[];
};

/** A word that may stand next, with what it is for. */
export type ShellWord = { readonly word: string; readonly description: string };

/** What may stand first: every verb, and the commands of one word. */
export function firstWords(): readonly ShellWord[] {
  const nouns = secondWords();
  const words = new Map(commandTree.map(({ name, summary }) => [name.split(' ')[0] ?? '', summary] as const));
  return [...words].map(([word, summary]) => ({
    word,
    description:
      nouns
        .get(word)
        ?.map((noun) => noun.word)
        .join(', ') ?? summary,
  }));
}

/** Every verb that takes a noun, with its nouns. */
export function secondWords(): ReadonlyMap<string, readonly ShellWord[]> {
  const pairs = commandTree.flatMap(({ name, summary }) => {
    const [verb = '', word] = name.split(' ');
    return word === undefined ? [] : [{ verb, word, description: summary }];
  });
  return Map.groupBy(pairs, ({ verb }) => verb);
}

/** Every command. */
export function shellCommands(): readonly ShellCommand[] {
  return commandTree.map(({ name, argument, options }: CommandSpec) => ({
    name,
    argument: argument?.completes ?? 'nothing',
    options: [
      ...options.map(({ flags, description, choices, completes }) => ({
        flag: flags.split(' ')[0] ?? '',
        description,
        ...(flags.includes('<') ? { value: choices ?? completes ?? 'nothing' } : {}),
      })),
      { flag: '--help', description: 'show help' },
    ],
  }));
}

/** The options that take a value, by flag: the same flag means the same everywhere. */
export function valueOptions(): ReadonlyMap<string, Completes> {
  const options = shellCommands().flatMap((command) => command.options);
  return new Map(options.flatMap(({ flag, value }) => (value === undefined ? [] : [[flag, value] as const])));
}

/** The pattern of a command in a `case` over its first two words. */
export function casePattern(name: string): string {
  return name.includes(' ') ? `'${name}'` : `'${name} '*`;
}

/** The command that lists what something may be completed with, one a line. */
export function listingCommand(completes: 'recipes' | 'images' | 'runs'): string {
  return `goldpane list ${completes} --names 2>/dev/null`;
}

/** True when completion comes from a listing. */
export function isListed(completes: Completes): completes is 'recipes' | 'images' | 'runs' {
  return completes === 'recipes' || completes === 'images' || completes === 'runs';
}

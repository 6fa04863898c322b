import type { Completes } from '../command-spec.ts';
import { firstWords, isListed, listingCommand, secondWords, shellCommands } from './vocabulary.ts';

/** The completion script for fish. */
export function fishCompletion(): string {
  const first = firstWords().map(({ word, description }) => rule('__goldpane_given', `-a ${word}`, description));
  const verbs = [...secondWords()].flatMap(([verb, nouns]) =>
    nouns.map(({ word, description }) => rule(`__goldpane_given ${verb}`, `-a ${word}`, description)),
  );
  const commands = shellCommands().flatMap(({ name, argument, options }) => {
    const condition = `__goldpane_within ${name}`;
    const source = offered(argument);
    return [
      ...(source === '' ? [] : [rule(condition, `-a ${source}`, '')]),
      ...options.map(({ flag, description, value }) => {
        const taken = value === undefined ? '' : ` -x${offered(value) === '' ? '' : ` -a ${offered(value)}`}`;
        return rule(condition, `-l ${flag.slice(2)}${taken}`, description);
      }),
    ];
  });
  return [
    '# fish completion for goldpane',
    'function __goldpane_words',
    "    set -l words (commandline -opc | string match -v -- '-*')",
    '    printf "%s\\n" $words[2..-1]',
    'end',
    'function __goldpane_given',
    '    set -l words (__goldpane_words)',
    '    test "$words" = "$argv"',
    'end',
    'function __goldpane_within',
    '    set -l words (__goldpane_words)',
    '    set -l wanted (count $argv)',
    '    test "$words[1..$wanted]" = "$argv"',
    'end',
    'complete -c goldpane -f',
    ...first,
    ...verbs,
    ...commands,
    '',
  ].join('\n');
}

function rule(condition: string, what: string, description: string): string {
  const told = description === '' ? '' : ` -d ${quoted(description)}`;
  return `complete -c goldpane -n '${condition}' ${what}${told}`;
}

function offered(completes: Completes): string {
  if (completes === 'nothing') return '';
  if (completes === 'files') return "'(__fish_complete_path)'";
  if (completes === 'directories') return "'(__fish_complete_directories)'";
  if (!isListed(completes)) return quoted(completes.join(' '));
  const files = completes === 'recipes' ? ` (${recipeFiles})` : '';
  return quoted(`(${listingCommand(completes)})${files}`);
}

const recipeFiles = "__fish_complete_path (commandline -ct) | string match -r '^\\S*(?:/|\\.yaml)(?=\\s|$)'";

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

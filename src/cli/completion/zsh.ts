import type { Completes } from '../command-spec.ts';
import type { ShellWord } from './vocabulary.ts';
import {
  casePattern,
  firstWords,
  isListed,
  listingCommand,
  secondWords,
  shellCommands,
  valueOptions,
} from './vocabulary.ts';

/** The completion script for zsh: to be sourced, or put into a directory of `fpath` as `_goldpane`. */
export function zshCompletion(): string {
  const values = [...valueOptions()].map(([flag, value]) => `    ${flag}) ${offer(value)}; return ;;`);
  const verbs = [...secondWords()].map(([verb, nouns]) => `    '${verb} ') ${describe(nouns)} ;;`);
  const commands = shellCommands().map(({ name, argument, options }) => {
    const pattern = casePattern(name);
    const flags = options.map(({ flag, description }) => ({ word: flag, description }));
    return `    ${pattern}) if [[ $cur == -* ]]; then ${describe(flags)}; else ${offer(argument)}; fi ;;`;
  });
  return [
    '#compdef goldpane',
    '_goldpane() {',
    '  local cur=$words[CURRENT] prev=$words[CURRENT-1]',
    '  local -a given offered',
    `  given=(\${\${(@)words[2,CURRENT-1]}:#-*})`,
    '  case $prev in',
    ...values,
    '  esac',
    '  case "$given[1] $given[2]" in',
    `    ' ') ${describe(firstWords())} ;;`,
    ...verbs,
    ...commands,
    '  esac',
    '}',
    'if [[ $funcstack[1] == _goldpane ]]; then _goldpane "$@"; else compdef _goldpane goldpane; fi',
    '',
  ].join('\n');
}

function describe(words: readonly ShellWord[]): string {
  const entries = words.map(({ word, description }) => `'${word}:${description.replaceAll("'", "'\\''")}'`);
  return `offered=(${entries.join(' ')}); _describe goldpane offered`;
}

function offer(completes: Completes): string {
  if (completes === 'nothing') return ':';
  if (completes === 'files') return '_files';
  if (completes === 'directories') return '_files -/';
  if (!isListed(completes)) return `compadd -- ${completes.join(' ')}`;
  const files = completes === 'recipes' ? "; _files -g '*.yaml'" : '';
  return `compadd -- \${(f)"$(${listingCommand(completes)})"}${files}`;
}

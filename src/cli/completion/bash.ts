import type { Completes } from '../command-spec.ts';
import {
  casePattern,
  firstWords,
  isListed,
  listingCommand,
  secondWords,
  shellCommands,
  valueOptions,
} from './vocabulary.ts';

/** The completion script for bash. What it has no answer for, bash completes as a file name. */
export function bashCompletion(): string {
  const values = [...valueOptions()].map(([flag, value]) => `    ${flag}) ${reply(value)}; return ;;`);
  const first = firstWords().map(({ word }) => word);
  const verbs = [...secondWords()].map(([verb, nouns]) => {
    const words = nouns.map(({ word }) => word);
    return `    '${verb} ') ${reply(words)} ;;`;
  });
  const commands = shellCommands().map(({ name, argument, options }) => {
    const pattern = casePattern(name);
    const flags = options.map(({ flag }) => flag);
    return `    ${pattern}) if [[ $cur == -* ]]; then ${reply(flags)}; else ${reply(argument)}; fi ;;`;
  });
  return [
    '# bash completion for goldpane',
    '_goldpane() {',
    `  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} i`,
    '  local -a given=()',
    '  for ((i = 1; i < COMP_CWORD; i++)); do',
    `    [[ \${COMP_WORDS[i]} == -* ]] || given+=("\${COMP_WORDS[i]}")`,
    '  done',
    '  COMPREPLY=()',
    '  case $prev in',
    ...values,
    '  esac',
    `  case "\${given[0]-} \${given[1]-}" in`,
    `    ' ') ${reply([...first, '--help', '--version'])} ;;`,
    ...verbs,
    ...commands,
    '  esac',
    '}',
    'complete -o bashdefault -o default -F _goldpane goldpane',
    '',
  ].join('\n');
}

function reply(completes: Completes): string {
  // For files bash needs no answer.
  if (completes === 'nothing' || completes === 'files') return ':';
  if (completes === 'directories') return 'mapfile -t COMPREPLY < <(compgen -d -- "$cur")';
  const words = isListed(completes) ? `"$(${listingCommand(completes)})"` : `'${completes.join(' ')}'`;
  return `mapfile -t COMPREPLY < <(compgen -W ${words} -- "$cur")`;
}

import type { CommandSpec } from './command-spec.ts';
import { commandTree } from './command-tree.ts';

/** `goldpane --help`: every command with its summary. */
export function rootHelp(): string {
  const usages = commandTree.map(({ name, summary, argument }: CommandSpec) => ({
    usage: [name, ...(argument ? [argument.usage.toUpperCase().replace(/<(\w+)(\.{3})?>/, '$1$2')] : [])].join(' '),
    summary,
  }));
  const width = Math.max(...usages.map(({ usage }) => usage.length));
  return [
    'Turns a Windows ISO into a golden qcow2 image with nobody at the keyboard, and proves that it works.',
    '',
    'Usage: goldpane COMMAND [OPTIONS]',
    '',
    ...usages.map(({ usage, summary }) => `  ${usage.padEnd(width)}  ${summary}`),
    '',
    'Every command has --help with its options and an example, and --json.',
    'Exit codes: 0 done, 1 the work failed, 2 wrong use or input, 3 the host is not fit, 130 cancelled.',
    '',
    'First run: goldpane build recipe rehearsal shows that this host can build Windows images.',
    '',
  ].join('\n');
}

import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { actions } from './actions.ts';
import type { Action, CommandSpec, OptionSpec } from './command-spec.ts';
import { commandTree } from './command-tree.ts';
import type { Options } from './context.ts';
import { rootHelp } from './root-help.ts';

/** A command line that was understood. */
export type Invocation = { readonly action: Action; readonly words: readonly string[]; readonly options: Options };

/**
 * Understands a command line. Undefined: help was written, nothing is left to do. Throws commander's
 * `CommanderError`, see `usage-error.ts`.
 */
export async function parseCommandLine(
  argv: readonly string[],
  write: (text: string) => void,
): Promise<Invocation | undefined> {
  let invocation: Invocation | undefined;
  const root = new Command('goldpane').helpOption('-h, --help', 'show help');
  // What is wrong is told once, by print-error.ts; subcommands inherit both settings.
  root.exitOverride().configureOutput({ writeOut: write, writeErr: () => undefined, outputError: () => undefined });
  root.helpCommand(false);
  root.helpInformation = rootHelp;
  for (const spec of commandTree) {
    addCommand(root, spec).action(async (...given: unknown[]) => {
      const command = given.at(-1) as Command;
      invocation = { action: await actions[spec.name](), words: command.args, options: command.opts() };
    });
  }
  await root.parseAsync([...argv], { from: 'user' });
  return invocation;
}

function addCommand(root: Command, spec: CommandSpec): Command {
  const [verb = '', noun] = spec.name.split(' ');
  const parent = noun === undefined ? root : verbOf(root, verb);
  const command = parent.command(noun ?? verb).summary(spec.summary);
  command.description(`${spec.summary.charAt(0).toUpperCase()}${spec.summary.slice(1)}.`);
  if (spec.argument) {
    const argument = new Argument(spec.argument.usage, spec.argument.description);
    if (Array.isArray(spec.argument.completes)) argument.choices(spec.argument.completes);
    command.addArgument(argument);
  }
  for (const option of spec.options) command.addOption(optionOf(option));
  return command.addHelpText('after', `\nExample:\n  ${spec.example}`);
}

function verbOf(root: Command, verb: string): Command {
  const known = root.commands.find((command) => command.name() === verb);
  if (known) return known;
  const nouns = commandTree.map(({ name }) => name).filter((name) => name.startsWith(`${verb} `));
  return root
    .command(verb)
    .description(`Commands: ${nouns.join(', ')}.`)
    .helpCommand(false);
}

function optionOf({ flags, description, choices, isList, isNumber, isRequired }: OptionSpec): Option {
  const option = new Option(flags, description);
  if (choices) option.choices(choices);
  if (isList) option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
  if (isNumber) option.argParser(positiveNumber);
  return option.makeOptionMandatory(isRequired === true);
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}

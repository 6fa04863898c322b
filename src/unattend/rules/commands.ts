import type { Severity } from '../../base/findings.ts';
import type { AnswerCommand } from '../commands-of.ts';
import { commandsOf } from '../commands-of.ts';
import type { AnswerFile, AnswerFinding, Rule, Words } from './rule.ts';
import { findingAt } from './rule.ts';

const id = 'GP-ANSWER-COMMAND';
// Not in the boot image of installation media; docs: winpe-add-packages, optional components.
const absentInPe = /(?:^|[\s"'&|(@\\])(powershell|pwsh|wmic|findstr|timeout|mountvol)(?:\.exe)?(?=[\s"'&|)]|$)/i;
const wmic = /(?:^|[\s"'&|(@\\])wmic(?:\.exe)?\s/i;
const lostInPe = /\breg(?:\.exe)?\s+add\s+"?(HKLM\\SOFTWARE|HKEY_LOCAL_MACHINE\\SOFTWARE|HKCU|HKEY_CURRENT_USER)\b/i;
const firstWithoutWmic = 26100;

/** Commands that cannot do what they say where they stand. */
export const commands: Rule = (file) => {
  const all = commandsOf(file.all);
  // A file can have a list for each architecture.
  const firstLogon = Map.groupBy(
    all.filter(({ list }) => list === 'FirstLogonCommands'),
    ({ element }) => element.parent?.parent,
  );
  return [
    ...all.flatMap((command) => (command.pass === 'windowsPE' ? inPe(command) : installed(command, file))),
    ...[...firstLogon.values()].flatMap((commands) =>
      commands.slice(1, 2).map((command) => finding(command, severalAtOnce(commands.length), 'info')),
    ),
  ];
};

function inPe(command: AnswerCommand): readonly AnswerFinding[] {
  const tool = absentInPe.exec(command.text)?.[1];
  const key = lostInPe.exec(command.text)?.[1];
  return [
    ...(tool === undefined
      ? []
      : [
          finding(command, {
            found: `The command needs ${tool}, which Windows PE on installation media does not have`,
            why: 'The command fails, and Setup stops or goes on without what it should have done',
            remedy: 'Use cmd, reg, diskpart, dism and find, or do it in the pass specialize',
          }),
        ]),
    ...(key === undefined
      ? []
      : [
          finding(command, {
            found: `The command writes to ${key} of Windows PE`,
            why: 'That registry is in memory and is gone at the next boot; Windows never sees the value',
            remedy: 'Do it in the pass specialize',
          }),
        ]),
  ];
}

function installed(command: AnswerCommand, { target }: AnswerFile): readonly AnswerFinding[] {
  if (!wmic.test(command.text) || (target.release?.build ?? firstWithoutWmic) < firstWithoutWmic) return [];
  return [
    finding(command, {
      found: 'The command needs wmic',
      why: 'Windows 11 24H2 and Server 2025 do not have it, unless it is installed as a feature',
      remedy: 'Use Get-CimInstance of PowerShell',
    }),
  ];
}

function severalAtOnce(count: number): Words {
  return {
    found: `There are ${count} first-logon commands`,
    why: "Microsoft's reference says that Windows starts them all and waits for none",
    remedy: 'Give one command, a script that does the rest in order',
  };
}

function finding(command: AnswerCommand, words: Words, severity: Severity = 'warning'): AnswerFinding {
  return findingAt(command.element, id, words, severity);
}

import { components, elementsAt } from '../answer-tree.ts';
import { commandsOf } from '../commands-of.ts';
import { installMediumLabel } from '../find-script-by-label.ts';
import type { XmlElement } from '../read-xml.ts';
import type { AnswerFinding, Rule } from './rule.ts';
import { findingAt } from './rule.ts';

const setup = 'Microsoft-Windows-Setup';
const shell = 'Microsoft-Windows-Shell-Setup';
const encryption = 'Microsoft-Windows-SecureStartup-FilterDriver';

const international = 'Microsoft-Windows-International-Core';

/** Settings that a build relies on: pass, component, path, value (`*` for any), and what happens without it. */
const wanted = [
  ['windowsPE', setup, 'DiskConfiguration/Disk/DiskID', '0', 'The machine has exactly one disk while Setup runs'],
  ['windowsPE', setup, 'DiskConfiguration/Disk/WillWipeDisk', 'true', 'Partitions that are there make Setup stop'],
  ['windowsPE', setup, 'ImageInstall/OSImage/InstallFrom/MetaData/Value', '*', 'Another edition may be installed'],
  ['windowsPE', setup, 'ImageInstall/OSImage/InstallTo/PartitionID', '*', 'Setup asks a person where to install'],
  ['windowsPE', setup, 'UserData/ProductKey/WillShowUI', '*', 'Some media stop at the key page without the element'],
  ['windowsPE', setup, 'DynamicUpdate/Enable', 'false', 'A download in the middle of Setup makes two builds differ'],
  ['specialize', encryption, 'PreventDeviceEncryption', 'true', 'An encrypted disk can be neither sealed nor checked'],
  ['oobeSystem', encryption, 'PreventDeviceEncryption', 'true', 'An encrypted disk can be neither sealed nor checked'],
  ...['InputLocale', 'SystemLocale', 'UILanguage', 'UserLocale'].flatMap((name) => [
    ['windowsPE', `${international}-WinPE`, name, '*', 'Setup asks a person for it'] as const,
    ['oobeSystem', international, name, '*', 'Windows asks a person for it at its first start'] as const,
  ]),
  ['oobeSystem', shell, 'OOBE/HideWirelessSetupInOOBE', 'true', 'Windows waits at its page for networks'],
  [
    'oobeSystem',
    shell,
    'UserAccounts/LocalAccounts/LocalAccount/Group',
    'Administrators',
    'First-logon commands need an administrator',
  ],
  ['oobeSystem', shell, 'UserAccounts/LocalAccounts/LocalAccount/Password/Value', '*', 'Anybody could log on'],
  ['oobeSystem', shell, 'AutoLogon/Enabled', 'true', 'Without a logon the first-logon command never runs'],
  ['oobeSystem', shell, 'AutoLogon/Username', '*', 'Without a logon the first-logon command never runs'],
  ['oobeSystem', shell, 'AutoLogon/LogonCount', '1', 'The image would log itself on again and again'],
] as const;

const commandLists = [
  ['windowsPE', setup, 'RunSynchronous'],
  ['specialize', 'Microsoft-Windows-Deployment', 'RunSynchronous'],
  ['oobeSystem', shell, 'FirstLogonCommands'],
] as const;

/** What goldpane itself needs of an answer file that it boots, whoever wrote its parts. */
export const build: Rule = ({ root, all, target }) => {
  if (!target.isForBuild) return [];
  return [
    ...commandLists.flatMap((list) => checkCommands(root, all, list)),
    ...wanted.flatMap(([pass, name, path, value, why]) => {
      const found = components(root, pass, name).flatMap((component) => elementsAt(component, path));
      if (found.some(({ text }) => isWanted(text.trim(), value))) return [];
      const said = found[0]?.text.trim() || 'missing';
      const remedy = value === '*' ? 'Give it a value' : `Set it to ${value}`;
      return [
        findingAt(found[0] ?? root, 'GP-ANSWER-BUILD', { found: `${pass}/${name}/${path} is ${said}`, why, remedy }),
      ];
    }),
  ];
};

function isWanted(text: string, value: string): boolean {
  if (value === '*') return text !== '';
  // A list of groups is written with semicolons.
  return text.toLowerCase().split(';').includes(value.toLowerCase());
}

function checkCommands(
  root: XmlElement,
  all: readonly XmlElement[],
  [pass, name, list]: (typeof commandLists)[number],
): readonly AnswerFinding[] {
  const lists = components(root, pass, name).flatMap((component) => elementsAt(component, list));
  const commands = commandsOf(all).filter((command) => command.pass === pass && command.list === list);
  const own = commands.filter(({ text }) => text.includes(installMediumLabel));
  const isFine = own.length === 1 && (list === 'RunSynchronous' || commands.length === 1);
  if (isFine) return [];
  return [
    findingAt(lists[0] ?? root, 'GP-ANSWER-BUILD', {
      found: `${pass}/${name}/${list} has ${commands.length} commands, ${own.length} of them goldpane's`,
      why: "A build hears from the guest by one command of goldpane's in each pass; first-logon commands do not wait for each other",
      remedy: `Leave the one command to goldpane; do your own work in the recipe's layers`,
    }),
  ];
}

import type { Finding } from '../../base/findings.ts';
import { components, elements, elementsAt } from '../answer-tree.ts';
import type { XmlElement } from '../read-xml.ts';
import type { Rule } from './rule.ts';
import { findingAt } from './rule.ts';

/** A list of commands: where it stands, and the longest command it takes, in characters. */
type CommandList = {
  readonly pass: string;
  readonly component: string;
  readonly path: string;
  readonly command: string;
  readonly maxCharacters: number;
};

// Lengths: docs: microsoft-windows-setup-runsynchronous, microsoft-windows-shell-setup-firstlogoncommands.
const lists: readonly CommandList[] = [
  {
    pass: 'windowsPE',
    component: 'Microsoft-Windows-Setup',
    path: 'RunSynchronous/RunSynchronousCommand',
    command: 'Path',
    maxCharacters: 259,
  },
  {
    pass: 'specialize',
    component: 'Microsoft-Windows-Deployment',
    path: 'RunSynchronous/RunSynchronousCommand',
    command: 'Path',
    maxCharacters: 259,
  },
  {
    pass: 'oobeSystem',
    component: 'Microsoft-Windows-Shell-Setup',
    path: 'FirstLogonCommands/SynchronousCommand',
    command: 'CommandLine',
    maxCharacters: 1024,
  },
];

/** Every pass runs exactly one command of goldpane's, and none is too long to be read whole. */
export const commands: Rule = (root) => lists.flatMap((list) => checkList(root, list));

function checkList(root: XmlElement, list: CommandList): readonly Finding[] {
  const items = components(root, list.pass, list.component).flatMap((component) => elementsAt(component, list.path));
  const texts = items.flatMap((item) => elements(item, list.command));
  const count = texts.filter((text) => text.text.trim() !== '').length;
  return [
    ...(count === 1 ? [] : [countFinding(items[1] ?? root, list, count)]),
    ...texts.filter((text) => text.text.length > list.maxCharacters).map((text) => lengthFinding(text, list)),
  ];
}

function countFinding(place: XmlElement, { pass }: CommandList, count: number): Finding {
  return findingAt(place, {
    found: `The pass ${pass} has ${count} commands, not one`,
    why: 'Windows may start several at the same time, and with none the build hears nothing from the guest',
    remedy: 'Give each pass its one command and put everything else into the script that it runs',
  });
}

function lengthFinding(place: XmlElement, { maxCharacters }: CommandList): Finding {
  return findingAt(place, {
    found: `The command has ${place.text.length} characters, ${maxCharacters} are possible`,
    why: 'Setup cuts it off or refuses the file',
    remedy: 'Shorten it: put the work into a script on the install medium',
  });
}

import { expect, test } from 'vitest';
import { Secret } from '../../src/base/secret.ts';
import type { AnswerFileOptions } from '../../src/unattend/answer-file-options.ts';
import { describePath } from '../../src/unattend/answer-tree.ts';
import { checkAnswerFile } from '../../src/unattend/check-answer-file.ts';
import type { XmlElement } from '../../src/unattend/read-xml.ts';
import { readXml } from '../../src/unattend/read-xml.ts';
import { renderAnswerFile } from '../../src/unattend/render-answer-file.ts';
import { clientOptions, serverOptions, skeletons } from './skeletons.ts';

/** How an element is written instead: as texts that take its place. */
const mutations: Readonly<Record<string, (element: XmlElement, write: (element: XmlElement) => string) => string>> = {
  remove: () => '',
  duplicate: (element, write) => write(element) + write(element),
  misspell: (element, write) => write({ ...element, name: element.name.replace(/(.)(.)$/, '$2$1') }),
  lengthen: (element, write) => write({ ...element, text: element.text + 'x'.repeat(1100) }),
  empty: (element, write) => write({ ...element, text: '', children: [] }),
  unwrap: (element, write) =>
    element.children.length > 0 ? element.children.map(write).join('') : `<Moved>${write(element)}</Moved>`,
};

/** Mutations that are not found, each for a reason. */
const harmless: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/\/(Description|DisplayName)$/, 'for people only'],
  [/^remove .*\/(Label|Letter)$/, 'Windows names volumes itself, and calls its own C:'],
  [/^remove .*\/WillShowUI$/, 'OnError is the default (docs: microsoft-windows-setup-imageinstall-osimage-willshowui)'],
  [/^remove .*\/(WillReboot|RequiresUserInput)$/, 'the command ends with 0 and asks for nothing'],
  [
    /^remove .*\/OOBE\/Hide(LocalAccount|OEMRegistration|OnlineAccount)Screens?$/,
    'an account is given, so there is no page',
  ],
  [/SvrMgrNc/, 'a window more on the desktop'],
  [/^(remove|empty) specialize\/Microsoft-Windows-Shell-Setup(\/ComputerName)?$/, 'Windows makes a name up'],
  [/^remove specialize\/Microsoft-Windows-Shell-Setup\/TimeZone$/, 'Windows takes the zone of its language'],
  [
    /^(remove|empty) specialize\/(Microsoft-Windows-TerminalServices-|Networking-MPSSVC-Svc)/,
    'Remote Desktop stays shut, the firewall on',
  ],
  [/^(remove|empty) specialize\/Security-Malware-Windows-Defender/, 'Defender stays on, and a script turns it off'],
  [/^(remove|empty) offlineServicing/, 'a script says it too'],
  [/^move specialize\/Security-Malware-Windows-Defender$/, 'the pass that it comes to takes it as well'],
];

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** The file with one element written by a mutation, and with more at the end of another. */
function mutated(
  root: XmlElement,
  target: XmlElement,
  mutate: (typeof mutations)[string] | undefined,
  taker?: XmlElement,
): string {
  const plain = (element: XmlElement): string => {
    const attributes = [...element.attributes].map(([name, value]) => ` ${name}="${escaped(value)}"`).join('');
    const taken = element === taker ? plain(target) : '';
    return `<${element.name}${attributes}>${escaped(element.text.trim())}${element.children.map(write).join('')}${taken}</${element.name}>`;
  };
  const write = (element: XmlElement): string =>
    element === target && mutate ? mutate(element, plain) : plain(element);
  return write(root);
}

/** Where an element can be moved to: the next one that is what its parent is. */
function takerOf(root: XmlElement, { parent }: XmlElement): XmlElement | undefined {
  if (!parent || parent === root) return undefined;
  const peers = below(root).filter(({ name }) => name === parent.name);
  return peers[(peers.indexOf(parent) + 1) % peers.length];
}

function below(root: XmlElement): readonly XmlElement[] {
  return root.children.flatMap((child) => [child, ...below(child)]);
}

const variants = [
  { name: 'client', options: { ...clientOptions, remoteDesktop: true } },
  { name: 'server', options: { ...serverOptions, remoteDesktop: true } },
  {
    name: 'client without its guards',
    options: { ...clientOptions, firewallOff: true, defenderOff: true, vbsOff: true },
  },
] as const;

/** Every change of a good file that the linter does not see, as `remove PATH`. */
function missedIn(options: AnswerFileOptions): readonly string[] {
  const root = readXml(renderAnswerFile(options, skeletons, { password: new Secret('Abcdefgh-1234') }));
  const { imageIndex: index, productKey: key, skeleton } = options;
  const target = {
    release: { id: 'test', kind: skeleton, build: 26200 },
    architectures: ['amd64'],
    editions: [{ id: 'X', name: 'X', index, evaluation: skeleton === 'server', key }],
    languages: ['en-US'],
    isOneMedium: true,
    isForBuild: true,
  };
  const good = mutated(root, root, undefined);
  expect(checkAnswerFile(good, target)).toEqual([]);
  return below(root).flatMap((element) => {
    const taker = takerOf(root, element);
    const changes = Object.entries(mutations).map(([name, mutate]) => ({ name, text: mutated(root, element, mutate) }));
    if (taker && taker !== element.parent)
      changes.push({ name: 'move', text: mutated(root, element, mutations['remove'], taker) });
    return changes
      .filter(({ text }) => text !== good && checkAnswerFile(text, target).length === 0)
      .map(({ name }) => `${name} ${describePath(element)}`);
  });
}

test.for(variants)('every change of a good $name is found, or known to be harmless', ({ options }) => {
  expect(missedIn(options).filter((each) => !harmless.some(([pattern]) => pattern.test(each)))).toEqual([]);
});

test('what is called harmless was seen to be missed', () => {
  const missed = variants.flatMap(({ options }) => missedIn(options));

  expect(harmless.filter(([pattern]) => !missed.some((each) => pattern.test(each)))).toEqual([]);
});

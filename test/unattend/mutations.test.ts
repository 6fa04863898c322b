import { expect, test } from 'vitest';
import { Secret } from '../../src/base/secret.ts';
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
    'Remote Desktop stays shut',
  ],
];

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** The file with one element written by a mutation. */
function mutated(root: XmlElement, target: XmlElement, mutate: (typeof mutations)[string] | undefined): string {
  const plain = (element: XmlElement): string => {
    const attributes = [...element.attributes].map(([name, value]) => ` ${name}="${escaped(value)}"`).join('');
    return `<${element.name}${attributes}>${escaped(element.text.trim())}${element.children.map(write).join('')}</${element.name}>`;
  };
  const write = (element: XmlElement): string =>
    element === target && mutate ? mutate(element, plain) : plain(element);
  return write(root);
}

function below(root: XmlElement): readonly XmlElement[] {
  return root.children.flatMap((child) => [child, ...below(child)]);
}

test.for([
  { name: 'client', options: { ...clientOptions, remoteDesktop: true } },
  { name: 'server', options: { ...serverOptions, remoteDesktop: true } },
] as const)('every change of a good $name file is found, or known to be harmless', ({ options }) => {
  const root = readXml(renderAnswerFile(options, skeletons, { password: new Secret('Abcdefgh-1234') }));
  const target = {
    release: { id: 'test', kind: options.skeleton, build: 26200 },
    architectures: ['amd64'],
    editions: [
      {
        id: 'X',
        name: 'X',
        index: options.imageIndex,
        evaluation: options.skeleton === 'server',
        key: options.productKey,
      },
    ],
    languages: ['en-US'],
    isOneMedium: true,
    isForBuild: true,
  };
  expect(checkAnswerFile(mutated(root, root, undefined), target)).toEqual([]);

  const good = mutated(root, root, undefined);
  const missed = below(root).flatMap((element) =>
    Object.entries(mutations).flatMap(([name, mutate]) => {
      const text = mutated(root, element, mutate);
      return text === good || checkAnswerFile(text, target).length > 0 ? [] : [`${name} ${describePath(element)}`];
    }),
  );
  expect(missed.filter((each) => !harmless.some(([pattern]) => pattern.test(each)))).toEqual([]);
  // What stands in the list has been seen to be missed.
  const unused = harmless.filter(([pattern]) => !missed.some((each) => pattern.test(each)));
  expect(unused.map(([, reason]) => reason)).toEqual(
    options.skeleton === 'server' ? [] : ['a window more on the desktop'],
  );
});

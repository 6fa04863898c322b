import { create } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js';
import { passes } from './answer-tree.ts';

const unattendNamespace = 'urn:schemas-microsoft-com:unattend';
const wcmNamespace = 'http://schemas.microsoft.com/WMIConfig/2002/State';

/** An element of an answer file. Modifiers change elements in place. */
export type AnswerElement = XMLBuilder;

const identity = { publicKeyToken: '31bf3856ad364e35', language: 'neutral', versionScope: 'nonSxS' } as const;

/** Reads a skeleton that is known to be well-formed and harmless; returns its root. */
export function parseSkeleton(text: string): AnswerElement {
  return create(text).root();
}

/** The named component of a pass; what is missing is added, passes in the order in which Setup runs them. */
export function component(root: AnswerElement, pass: string, name: string): AnswerElement {
  const settings =
    childrenOf(root, 'settings').find((element) => attribute(element, 'pass') === pass) ?? addPass(root, pass);
  const found = childrenOf(settings, 'component').find((element) => attribute(element, 'name') === name);
  // The architecture modifier names the architecture.
  return found ?? add(settings, 'component').att({ name, processorArchitecture: 'amd64', ...identity });
}

/** The element at `path` (`A/B`) below `parent`; what is missing is added. */
export function descend(parent: AnswerElement, path: string): AnswerElement {
  return path.split('/').reduce((element, name) => childrenOf(element, name)[0] ?? add(element, name), parent);
}

/** Sets the text of an element, whatever it was. */
export function setText(element: AnswerElement, value: string | number | boolean): void {
  element.node.textContent = '';
  // The writer leaves `&amp;`, `&lt;` and the like in a text as they are; so every ampersand is escaped here.
  element.txt(String(value).replaceAll('&', '&amp;'));
}

/** Sets several texts in the order given; what a template says already stays. */
export function fillTexts(
  parent: AnswerElement,
  values: Readonly<Record<string, string | number | boolean | undefined>>,
): void {
  for (const [path, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const element = descend(parent, path);
    if (textOf(element) === '') setText(element, value);
  }
}

/** Trimmed text of an element. */
export function textOf(element: AnswerElement): string {
  return element.node.textContent?.trim() ?? '';
}

/** Adds an item to a list, marked `wcm:action="add"` as Setup wants list items. */
export function addItem(list: AnswerElement, name: string): AnswerElement {
  return mark(add(list, name), 'action', 'add');
}

/** Element children, with that name when one is given. */
export function childrenOf(parent: AnswerElement, name?: string): AnswerElement[] {
  return parent.filter(
    (node) => node.node.nodeType === 1 && (name === undefined || nameOf(node) === name),
    false,
    false,
  );
}

/** Name of an element. */
export function nameOf(element: AnswerElement): string {
  return element.node.nodeName;
}

/** Every element below `parent`, at any depth. */
export function descendantsOf(parent: AnswerElement): AnswerElement[] {
  return parent.filter((node) => node.node.nodeType === 1, false, true);
}

/**
 * The document as Setup reads it best: ASCII (anything else as character references), no byte-order mark, CRLF.
 * Source: 24H2 ignores files with a byte-order mark, and reads bytes above 127 wrongly whatever the declaration says.
 */
export function serialiseAnswerFile(root: AnswerElement): string {
  const text = root.doc().end({ prettyPrint: true, newline: '\r\n' });
  const ascii = text.replaceAll(/[^\x20-\x7e\r\n]/gu, (character) => `&#x${character.codePointAt(0)?.toString(16)};`);
  return `${ascii}\r\n`;
}

/** Sets an attribute of the `wcm` namespace: `action`, `keyValue`. */
export function mark(element: AnswerElement, name: string, value: string): AnswerElement {
  return element.att(wcmNamespace, `wcm:${name}`, value);
}

function add(parent: AnswerElement, name: string): AnswerElement {
  return parent.ele(unattendNamespace, name);
}

function addPass(root: AnswerElement, pass: string): AnswerElement {
  const place = passes.indexOf(pass);
  const next = childrenOf(root, 'settings').find((element) => passes.indexOf(attribute(element, 'pass') ?? '') > place);
  const settings = add(root, 'settings').att('pass', pass);
  if (next) root.node.insertBefore(settings.node, next.node);
  return settings;
}

function attribute(element: AnswerElement, name: string): string | null {
  return (element.node as unknown as Element).getAttribute(name);
}

type Element = { getAttribute(name: string): string | null };

import { create } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js';

const unattendNamespace = 'urn:schemas-microsoft-com:unattend';
const wcmNamespace = 'http://schemas.microsoft.com/WMIConfig/2002/State';

/** An element of an answer file. Modifiers change elements in place. */
export type AnswerElement = XMLBuilder;

/** Configuration passes that goldpane writes. */
export type Pass = 'windowsPE' | 'specialize' | 'oobeSystem';

/** Reads a skeleton of `unattend-templates/`, which is trusted and well-formed; returns its root. */
export function parseSkeleton(text: string): AnswerElement {
  return create(text).root();
}

/** The named component of a pass. Throws when the skeleton has none: that is a mistake in the skeleton. */
export function component(root: AnswerElement, pass: Pass, name: string): AnswerElement {
  const settings = childrenOf(root, 'settings').find((element) => attribute(element, 'pass') === pass);
  const found = settings && childrenOf(settings, 'component').find((element) => attribute(element, 'name') === name);
  if (!found) throw new TypeError(`the skeleton has no component ${name} in pass ${pass}`);
  return found;
}

/** The element at `path` (`A/B`) below `parent`; what is missing is added. */
export function descend(parent: AnswerElement, path: string): AnswerElement {
  return path.split('/').reduce((element, name) => childrenOf(element, name)[0] ?? add(element, name), parent);
}

/** Sets the text of the element at `path` below `parent`. */
export function setText(parent: AnswerElement, path: string, value: string | number | boolean): void {
  // The writer leaves `&amp;`, `&lt;` and the like in a text as they are; so every ampersand is escaped here.
  descend(parent, path).txt(String(value).replaceAll('&', '&amp;'));
}

/** Sets several texts in the order given. */
export function setTexts(
  parent: AnswerElement,
  values: Readonly<Record<string, string | number | boolean | undefined>>,
): void {
  for (const [path, value] of Object.entries(values)) if (value !== undefined) setText(parent, path, value);
}

/** Adds an item to the list at `path` below `parent`, marked `wcm:action="add"` as Setup wants list items. */
export function addItem(parent: AnswerElement, path: string, name: string): AnswerElement {
  return add(descend(parent, path), name).att(wcmNamespace, 'wcm:action', 'add');
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

function add(parent: AnswerElement, name: string): AnswerElement {
  return parent.ele(unattendNamespace, name);
}

function attribute(element: AnswerElement, name: string): string | null {
  return (element.node as unknown as Element).getAttribute(name);
}

type Element = { getAttribute(name: string): string | null };

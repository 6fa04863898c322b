import type { XmlElement } from './read-xml.ts';

/** Configuration passes in the order in which Setup runs them. Source: cschneegans/unattend-generator:resource/autounattend.xsd */
export const passes: readonly string[] = [
  'windowsPE',
  'offlineServicing',
  'generalize',
  'specialize',
  'auditSystem',
  'auditUser',
  'oobeSystem',
  'oobeUser',
];

/** Element children with that name. */
export function elements(parent: XmlElement | undefined, name: string): readonly XmlElement[] {
  return parent?.children.filter((child) => child.name === name) ?? [];
}

/** Every element at `path` (`A/B/C`) below `parent`, in document order. */
export function elementsAt(parent: XmlElement | undefined, path: string): readonly XmlElement[] {
  return path
    .split('/')
    .reduce<readonly XmlElement[]>(
      (found, name) => found.flatMap((element) => elements(element, name)),
      [...(parent ? [parent] : [])],
    );
}

/** Trimmed text of the first element at `path`, if there is one. */
export function textAt(parent: XmlElement | undefined, path: string): string | undefined {
  return elementsAt(parent, path)[0]?.text.trim();
}

/** Components of that name in a pass, for any architecture. */
export function components(root: XmlElement, pass: string, name: string): readonly XmlElement[] {
  return elements(root, 'settings')
    .filter((settings) => settings.attributes.get('pass') === pass)
    .flatMap((settings) => elements(settings, 'component'))
    .filter((component) => component.attributes.get('name') === name);
}

/** `root` and every element below it, in document order. */
export function allElements(root: XmlElement): readonly XmlElement[] {
  const found: XmlElement[] = [];
  const waiting = [root];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    found.push(next);
    for (const child of next.children.toReversed()) waiting.push(child);
  }
  return found;
}

/** Pass of the `settings` element around an element. */
export function passOf(element: XmlElement): string | undefined {
  return ancestor(element, 'settings')?.attributes.get('pass');
}

/** Name of the component around an element. */
export function componentOf(element: XmlElement): string | undefined {
  return ancestor(element, 'component')?.attributes.get('name');
}

/** Path of an element for people: `windowsPE/Microsoft-Windows-Setup/RunSynchronous`. */
export function describePath(element: XmlElement): string {
  const names: string[] = [];
  for (let at: XmlElement | undefined = element; at; at = at.parent) names.unshift(placeName(at));
  return names.slice(1).join('/') || element.name;
}

function ancestor(element: XmlElement, name: string): XmlElement | undefined {
  let at: XmlElement | undefined = element;
  while (at && at.name !== name) at = at.parent;
  return at;
}

function placeName(element: XmlElement): string {
  if (element.name === 'settings') return element.attributes.get('pass') ?? element.name;
  return element.name === 'component' ? (element.attributes.get('name') ?? element.name) : element.name;
}

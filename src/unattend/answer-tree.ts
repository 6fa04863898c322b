import type { XmlElement } from './read-xml.ts';

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

/** `root` and every element below it. */
export function allElements(root: XmlElement): readonly XmlElement[] {
  return [root, ...root.children.flatMap(allElements)];
}

/** Where an element stands, for people: `line 12: windowsPE/Microsoft-Windows-Setup/RunSynchronous`. */
export function describePlace(element: XmlElement): string {
  const names: string[] = [];
  for (let at: XmlElement | undefined = element; at; at = at.parent) names.unshift(placeName(at));
  return `line ${element.line}: ${names.slice(1).join('/') || element.name}`;
}

function placeName(element: XmlElement): string {
  if (element.name === 'settings') return element.attributes.get('pass') ?? element.name;
  return element.name === 'component' ? (element.attributes.get('name') ?? element.name) : element.name;
}

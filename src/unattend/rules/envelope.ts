import { elements } from '../answer-tree.ts';
import type { XmlElement } from '../read-xml.ts';
import type { Rule } from './rule.ts';
import { findingAt } from './rule.ts';

const namespace = 'urn:schemas-microsoft-com:unattend';

/** Root, passes and components, as Setup's own reader wants them. */
export const envelope: Rule = (root) => {
  if (root.name !== 'unattend' || root.attributes.get('xmlns') !== namespace) {
    return [
      findingAt(root, {
        found: `The root element is not <unattend xmlns="${namespace}">`,
        why: 'Setup passes over the file without a word and asks a person',
        remedy: `Make the root <unattend xmlns="${namespace}">`,
      }),
    ];
  }
  const passes = elements(root, 'settings');
  return [
    ...repeated(passes, (settings) => settings.attributes.get('pass') ?? '', 'pass'),
    ...passes.flatMap((settings) => repeated(elements(settings, 'component'), componentIdentity, 'component')),
  ];
};

function componentIdentity(component: XmlElement): string {
  return `${component.attributes.get('name')} for ${component.attributes.get('processorArchitecture')}`;
}

function repeated(items: readonly XmlElement[], identity: (item: XmlElement) => string, noun: string) {
  const seen = new Set<string>();
  return items.flatMap((item) => {
    const name = identity(item);
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [
      findingAt(item, {
        found: `The ${noun} ${name} stands there twice`,
        why: 'Only one of the two is read',
        remedy: `Put everything into one ${noun} element`,
      }),
    ];
  });
}

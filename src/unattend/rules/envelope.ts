import { elements, passes, passOf } from '../answer-tree.ts';
import type { XmlElement } from '../read-xml.ts';
import type { AnswerFinding, Rule } from './rule.ts';
import { findingAt } from './rule.ts';

const id = 'GP-ANSWER-ENVELOPE';
const identity: Readonly<Record<string, string>> = {
  publicKeyToken: '31bf3856ad364e35',
  language: 'neutral',
  versionScope: 'nonSxS',
};
const architectures = ['x86', 'amd64', 'arm64', 'arm', 'wow64', 'ia64'];

/** Passes and components, as Setup's own reader wants them. */
export const envelope: Rule = ({ root, all, target }) => {
  const settings = elements(root, 'settings');
  return [
    ...all.flatMap(checkStrayText),
    ...root.children.flatMap(checkRootChild),
    ...repeated(settings, (element) => element.attributes.get('pass'), 'pass'),
    ...settings.flatMap((element) => [
      ...checkPass(element),
      ...repeated(elements(element, 'component'), componentIdentity, 'component'),
      ...elements(element, 'component').flatMap(checkComponent),
      ...(target.architectures ? checkArchitecture(element, target.architectures) : []),
    ]),
  ];
};

function checkRootChild(element: XmlElement): readonly AnswerFinding[] {
  if (element.name === 'settings' || element.name === 'servicing') return [];
  // Elements of another namespace belong to other programs: Setup passes over them.
  if (element.name.includes(':') || element.attributes.has('xmlns')) return [];
  const found = `<${element.name}> does not belong here: below the root there are settings and servicing`;
  return [
    findingAt(element, id, { found, why: 'Setup does not read it', remedy: 'Remove it, or put it where it belongs' }),
  ];
}

function checkStrayText(element: XmlElement): readonly AnswerFinding[] {
  const text = element.text.trim();
  if (text === '' || element.children.length === 0 || passOf(element) === undefined) return [];
  const words = {
    found: `There is text between the elements: ${text.slice(0, 40)}`,
    why: 'An element holds either a value or other elements, and Setup may refuse the file',
    remedy: 'Remove the text, or make it a comment',
  };
  return [findingAt(element, id, words, 'warning')];
}

function checkPass(settings: XmlElement): readonly AnswerFinding[] {
  const pass = settings.attributes.get('pass');
  const strangers = settings.children.filter(({ name }) => name !== 'component' && !name.includes(':'));
  return [
    ...strangers.map((element) =>
      findingAt(element, id, {
        found: `<${element.name}> does not belong here: a pass holds components`,
        why: 'Setup does not read it',
        remedy: 'Put it into the component that it belongs to',
      }),
    ),
    ...(pass !== undefined && passes.includes(pass)
      ? []
      : [
          findingAt(settings, id, {
            found: pass === undefined ? 'The settings name no pass' : `There is no pass ${pass}`,
            why: 'Setup never reads what stands in it',
            remedy: `Say pass="…" with one of ${passes.join(', ')}`,
          }),
        ]),
  ];
}

function checkComponent(component: XmlElement): readonly AnswerFinding[] {
  const architecture = component.attributes.get('processorArchitecture') ?? '';
  const wrong = Object.entries(identity).filter(([name, value]) => component.attributes.get(name) !== value);
  const missing = [
    ...(component.attributes.get('name') ? [] : ['name="…"']),
    ...(architectures.includes(architecture.toLowerCase()) ? [] : ['processorArchitecture="amd64"']),
    ...wrong.map(([name, value]) => `${name}="${value}"`),
  ];
  if (missing.length === 0) return [];
  return [
    findingAt(component, id, {
      found: `The component lacks ${missing.join(', ')}`,
      why: 'Setup finds the component by all of its attributes and refuses or passes over this one',
      remedy: `Say ${missing.join(' ')}`,
    }),
  ];
}

function checkArchitecture(settings: XmlElement, wanted: readonly string[]): readonly AnswerFinding[] {
  const all = elements(settings, 'component');
  const architectureOf = (item: XmlElement) => item.attributes.get('processorArchitecture')?.toLowerCase() ?? '';
  const fitting = all.filter((item) => wanted.includes(architectureOf(item)));
  const names = new Set(fitting.map((item) => item.attributes.get('name')));
  return all
    .filter((item) => !names.has(item.attributes.get('name')) && architectures.includes(architectureOf(item)))
    .map((item) =>
      findingAt(item, id, {
        found: `The component is for ${architectureOf(item)}, and the Windows is ${wanted.join(' or ')}`,
        why: 'Setup passes over components of another architecture without a word',
        remedy: `Say processorArchitecture="${wanted[0]}"`,
      }),
    );
}

function componentIdentity({ attributes }: XmlElement): string {
  return `${attributes.get('name')} for ${attributes.get('processorArchitecture')}`;
}

function repeated(
  items: readonly XmlElement[],
  identify: (item: XmlElement) => string | undefined,
  noun: string,
): readonly AnswerFinding[] {
  const seen = new Set<string>();
  return items.flatMap((item) => {
    const name = identify(item);
    if (name === undefined || !seen.has(name)) {
      seen.add(name ?? '');
      return [];
    }
    return [
      findingAt(item, id, {
        found: `The ${noun} ${name} stands there twice`,
        why: 'Only one of the two is read',
        remedy: `Put everything into one ${noun} element`,
      }),
    ];
  });
}

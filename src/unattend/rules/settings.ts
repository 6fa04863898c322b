import { mistakesBetween, nearNames } from '../../base/near-names.ts';
import { elements, passes } from '../answer-tree.ts';
import type { XmlElement } from '../read-xml.ts';
import type { KnownComponent, KnownSetting } from '../settings-table.ts';
import { componentsWith, knownComponent, knownComponentNames } from '../settings-table.ts';
import { listItems } from './lists.ts';
import { placeholder } from './placeholder.ts';
import type { AnswerFinding, Rule } from './rule.ts';
import { findingAt } from './rule.ts';
import { hasForm } from './values.ts';

// In use and harmless, though Microsoft's reference has no page for them.
const undocumented = /^(OOBE\/Skip(User|Machine)OOBE|ShowWindowsLive|OEMInformation\/SupportProvider)$/;

/** Components and settings that Microsoft's reference does not have, or has for other passes. */
export const settings: Rule = ({ root }) =>
  elements(root, 'settings').flatMap((element) => {
    const pass = element.attributes.get('pass') ?? '';
    // A pass that does not exist is found elsewhere.
    if (!passes.includes(pass)) return [];
    return elements(element, 'component').flatMap((component) => checkComponent(component, pass));
  });

function checkComponent(component: XmlElement, pass: string): readonly AnswerFinding[] {
  const name = component.attributes.get('name') ?? '';
  const known = knownComponent(name);
  if (!known) return name === '' ? [] : [unknownComponent(component, name)];
  if (!known.passes.includes(pass)) return [wrongPass(component, 'GP-ANSWER-COMPONENT', pass, known.passes)];
  return [
    ...repeated(component),
    ...component.children.flatMap((child) => checkSetting({ element: child, path: child.name, known, pass })),
  ];
}

type Place = {
  readonly element: XmlElement;
  readonly path: string;
  readonly known: KnownComponent;
  readonly pass: string;
};

function checkSetting({ element, path, known, pass }: Place): readonly AnswerFinding[] {
  const setting = known.settings.get(path);
  if (!setting)
    return undocumented.test(path) || element.name.includes(':') ? [] : [unknownSetting(element, path, known, pass)];
  if (!setting.passes.includes(pass)) return [wrongPass(element, 'GP-ANSWER-SETTING', pass, setting.passes)];
  return [
    ...checkText(element, setting),
    ...repeated(element),
    ...element.children.flatMap((child) =>
      checkSetting({ element: child, path: `${path}/${child.name}`, known, pass }),
    ),
  ];
}

// What can stand there more than once is the item of a list, and says so.
function repeated(parent: XmlElement): readonly AnswerFinding[] {
  const seen = new Set<string>();
  return parent.children.flatMap((child) => {
    const isItem = [...child.attributes.keys()].some((name) => name.endsWith(':action'));
    if (isItem || listItems.has(child.name) || !seen.has(child.name)) {
      seen.add(child.name);
      return [];
    }
    const words = {
      found: `${child.name} is given twice`,
      why: 'Setup refuses the file, or reads only one of the two',
      remedy: 'Keep one of them',
    };
    return [findingAt(child, 'GP-ANSWER-SETTING', words)];
  });
}

function checkText(element: XmlElement, { maxLength, mayBeEmpty }: KnownSetting): readonly AnswerFinding[] {
  const text = element.text.trim();
  if (maxLength !== undefined && text.length > maxLength && !placeholder.test(text)) {
    return [
      findingAt(element, 'GP-ANSWER-LENGTH', {
        found: `${element.name} has ${text.length} characters, ${maxLength} are possible`,
        why: 'Setup cuts it off or refuses the file',
        remedy: 'Shorten it; what a long command does belongs into a script on the medium',
      }),
    ];
  }
  if (mayBeEmpty || text !== '' || element.children.length > 0 || hasForm(element.name)) return [];
  const words = {
    found: `${element.name} is empty`,
    why: "Microsoft's reference wants a value there",
    remedy: 'Give it a value, or remove the element',
  };
  return [findingAt(element, 'GP-ANSWER-VALUE', words, 'warning')];
}

function unknownComponent(component: XmlElement, name: string): AnswerFinding {
  const near = name.length > 100 ? [] : nearNames(name, knownComponentNames());
  const isSlip = near.some((candidate) => isMisspelt(name, candidate));
  const words = {
    found: `The component ${name} is not in Microsoft's reference`,
    why: isSlip
      ? 'Setup refuses or passes over a component that is misspelt'
      : 'Setup may refuse the file, or pass over the component',
    remedy: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Check its name, or remove it',
  };
  return findingAt(component, 'GP-ANSWER-COMPONENT', words, isSlip ? 'error' : 'warning');
}

function unknownSetting(element: XmlElement, path: string, known: KnownComponent, pass: string): AnswerFinding {
  const siblings = known.below.get(path.slice(0, Math.max(0, path.lastIndexOf('/')))) ?? [];
  const slip = siblings.find((name) => isMisspelt(element.name, name));
  const homes = componentsWith(path, pass);
  const words = {
    found: `${known.name} has no setting ${path}`,
    why: 'Setup refuses the file at this pass, or passes over the setting',
    remedy: slip
      ? `Write ${slip}`
      : homes.length > 0
        ? `Move it to the component ${homes.join(' or ')}`
        : remedyFor(siblings),
  };
  const isSure = homes.length > 0 || (slip !== undefined && slip.toLowerCase() !== element.name.toLowerCase());
  return findingAt(element, 'GP-ANSWER-SETTING', words, isSure ? 'error' : 'warning');
}

function remedyFor(siblings: readonly string[]): string {
  if (siblings.length === 0) return 'Remove it: nothing stands below this setting';
  return `Remove it; known here: ${siblings.slice(0, 12).join(', ')}${siblings.length > 12 ? ', …' : ''}`;
}

function wrongPass(
  element: XmlElement,
  id: 'GP-ANSWER-COMPONENT' | 'GP-ANSWER-SETTING',
  pass: string,
  valid: readonly string[],
): AnswerFinding {
  const name = element.attributes.get('name') ?? element.name;
  const words = {
    found: `${name} is not read in the pass ${pass}`,
    why: `Microsoft's reference has it for ${valid.join(', ')} only`,
    remedy: `Move it to ${valid.join(' or ')}`,
  };
  // Files with a whole component in a wrong pass are known to install: Setup passes over it.
  return findingAt(element, id, words, id === 'GP-ANSWER-SETTING' ? 'error' : 'warning');
}

function isMisspelt(name: string, candidate: string): boolean {
  if (Math.abs(name.length - candidate.length) > 2 || name.length < 4) return false;
  return mistakesBetween(name.toLowerCase(), candidate.toLowerCase()) <= 2;
}

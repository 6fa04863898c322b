import type { TargetEdition } from '../answer-file-target.ts';
import { evaluationOf } from '../answer-file-target.ts';
import { components, elementsAt, textAt } from '../answer-tree.ts';
import type { XmlElement } from '../read-xml.ts';
import { placeholder } from './placeholder.ts';
import type { AnswerFile, AnswerFinding, Rule } from './rule.ts';
import { findingAt } from './rule.ts';

const id = 'GP-ANSWER-KEY';
const form = /^[A-Z0-9]{5}(-[A-Z0-9]{5}){4}$/i;

/** Product keys: none for evaluation media, one that fits for the others. */
export const productKey: Rule = (file) => {
  const setups = components(file.root, 'windowsPE', 'Microsoft-Windows-Setup');
  const setupKeys = setups.flatMap((setup) => elementsAt(setup, 'UserData/ProductKey/Key'));
  const later = components(file.root, 'specialize', 'Microsoft-Windows-Shell-Setup').flatMap((shell) =>
    elementsAt(shell, 'ProductKey'),
  );
  return [
    ...[...setupKeys, ...later].flatMap((element) => checkKey(element, file)),
    ...setupKeys.flatMap((element) => checkEdition(element, file)),
    ...setups
      .filter((setup) => elementsAt(setup, 'ImageInstall').length > 0)
      .flatMap((setup) => checkMissing(setup, file)),
  ];
};

function checkKey(element: XmlElement, { editions }: AnswerFile): readonly AnswerFinding[] {
  const key = element.text.trim();
  // An empty key is found by the rule for empty values.
  if (key === '') return [];
  if (evaluationOf(editions) === 'yes') {
    return [
      findingAt(element, id, {
        found: 'A product key is given for evaluation media',
        why: 'Evaluation editions take no key: Setup says that no image fits it, and stops',
        remedy: 'Remove the element',
      }),
    ];
  }
  if (form.test(key) || placeholder.test(key)) return [];
  return [
    findingAt(element, id, {
      found: 'The product key has not the form XXXXX-XXXXX-XXXXX-XXXXX-XXXXX',
      why: 'Setup stops at its key page',
      remedy: 'Write the whole key with its hyphens',
    }),
  ];
}

function checkEdition(element: XmlElement, { target, editions: wanted }: AnswerFile): readonly AnswerFinding[] {
  const key = element.text.trim().toUpperCase();
  const has = (edition: TargetEdition) => edition.key === key || edition.kmsKey === key;
  const owner = target.editions?.find(has);
  if (!owner || wanted.length === 0 || wanted.some(has)) return [];
  return [
    findingAt(element, id, {
      found: `The key is that of ${owner.name}, and ${namesOf(wanted)} is installed`,
      why: 'The key decides against what InstallFrom says, or Setup stops',
      remedy: `Take the key of ${wanted[0]?.name ?? 'the edition'}${wanted[0]?.key ? `: ${wanted[0].key}` : ''}`,
    }),
  ];
}

function checkMissing(setup: XmlElement, { editions: wanted }: AnswerFile): readonly AnswerFinding[] {
  const needsKey = wanted.length > 0 && wanted.every(({ evaluation, key }) => !evaluation && key !== undefined);
  if (!needsKey || textAt(setup, 'UserData/ProductKey/Key')) return [];
  return [
    findingAt(setup, id, {
      found: `There is no product key, and ${namesOf(wanted)} is no evaluation edition`,
      why: 'Media that hold several editions stop at the key page without one',
      remedy: `Add the generic key, which activates nothing: ${wanted[0]?.key}`,
    }),
  ];
}

function namesOf(editions: readonly TargetEdition[]): string {
  return [...new Set(editions.map(({ name }) => name))].slice(0, 3).join(' or ');
}

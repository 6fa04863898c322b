import type { ImageChoice, TargetEdition } from '../answer-file-target.ts';
import { fits } from '../answer-file-target.ts';
import { components, elementsAt, textAt } from '../answer-tree.ts';
import type { XmlElement } from '../read-xml.ts';
import { placeholder } from './placeholder.ts';
import type { AnswerFinding, Rule } from './rule.ts';
import { findingAt } from './rule.ts';

const id = 'GP-ANSWER-IMAGE';

/** Which image is installed: one that the medium has, and the one that is wanted. */
export const image: Rule = (file) => {
  const { root, target } = file;
  const choices = file.choices.filter(({ value }) => !placeholder.test(value));
  const editions = target.editions ?? [];
  const setups = components(root, 'windowsPE', 'Microsoft-Windows-Setup');
  const isContrary = editions.length > 0 && file.editions.length === 0;
  return [
    ...choices.flatMap(checkForm),
    ...choices.flatMap((choice) => (editions.length > 0 ? checkAgainst(choice, editions, target.release?.id) : [])),
    ...repeatedKeys(choices).map(contradiction),
    ...(isContrary && choices.length > 1 ? choices.slice(1, 2).map(contradiction) : []),
    ...(file.choices.length > 0 || editions.length === 1 ? [] : setups.filter(asks).map(nothingChosen)),
  ];
};

/** A key that is used twice for one image; a file can have a component for each architecture. */
function repeatedKeys(choices: readonly ImageChoice[]): readonly ImageChoice[] {
  const seen = new Map<unknown, Set<string>>();
  return choices.filter(({ element, key }) => {
    const keys = seen.get(element.parent) ?? new Set();
    seen.set(element.parent, keys);
    return keys.size === keys.add(key).size;
  });
}

function asks(setup: XmlElement): boolean {
  const images = elementsAt(setup, 'ImageInstall/OSImage');
  const hasPath = elementsAt(setup, 'ImageInstall/OSImage/InstallFrom/Path').length > 0;
  return images.length > 0 && !hasPath && !textAt(setup, 'UserData/ProductKey/Key');
}

function nothingChosen(setup: XmlElement): AnswerFinding {
  const words = {
    found: 'Neither an image nor a product key says which edition is installed',
    why: 'A medium with several editions makes Setup ask',
    remedy: 'Add InstallFrom/MetaData with the Key /IMAGE/INDEX',
  };
  return findingAt(setup, id, words, 'warning');
}

function checkForm({ element, key, value }: ImageChoice): readonly AnswerFinding[] {
  const remedy = 'Take /IMAGE/INDEX with a number from 1: names differ between media';
  if (!/^\/IMAGE\/(INDEX|NAME|DESCRIPTION)$/.test(key)) {
    const found =
      key === '' ? 'The image is picked by nothing: Key is empty' : `Images cannot be picked by ${key.slice(0, 60)}`;
    const why = 'Setup knows /IMAGE/INDEX, /IMAGE/NAME and /IMAGE/DESCRIPTION';
    return [findingAt(element, id, { found, why, remedy }, key === '' ? 'error' : 'warning')];
  }
  if (value === '') {
    return [findingAt(element, id, { found: 'The image has no Value', why: 'Setup finds no image and asks', remedy })];
  }
  if (key !== '/IMAGE/INDEX' || /^[1-9]\d{0,4}$/.test(value)) return [];
  const found = `The index of the image is ${value.slice(0, 60)}`;
  return [findingAt(element, id, { found, why: 'Indexes are whole numbers from 1', remedy })];
}

function checkAgainst(
  choice: ImageChoice,
  editions: readonly TargetEdition[],
  release: string | undefined,
): readonly AnswerFinding[] {
  if (editions.some((edition) => fits(edition, choice))) return [];
  const known = [...new Set(editions.map(({ index, name }) => `${index ?? '?'} ${name}`))];
  const words = {
    found: `${release ?? 'The release'} is installed from ${known.slice(0, 12).join(', ')}; the file picks ${choice.value.slice(0, 80)}`,
    why: 'Setup finds no such image and stops, or installs another edition',
    remedy: `Take /IMAGE/INDEX and ${[...new Set(editions.flatMap(({ index }) => index ?? []))].join(' or ')}`,
  };
  // An image can have a second name, the one that is displayed.
  return [findingAt(choice.element, id, words, choice.key === '/IMAGE/NAME' ? 'warning' : 'error')];
}

function contradiction({ element }: ImageChoice): AnswerFinding {
  return findingAt(element, id, {
    found: 'No image is what all MetaData ask for together',
    why: 'Setup finds no image and stops',
    remedy: 'Keep one MetaData, by /IMAGE/INDEX',
  });
}

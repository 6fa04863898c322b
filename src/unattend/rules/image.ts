import type { ImageChoice, TargetEdition } from '../answer-file-target.ts';
import { chosenEditions, fits, imageChoices } from '../answer-file-target.ts';
import { components, elementsAt, textAt } from '../answer-tree.ts';
import { placeholder } from './placeholder.ts';
import type { AnswerFinding, Rule } from './rule.ts';
import { findingAt } from './rule.ts';

const id = 'GP-ANSWER-IMAGE';

/** Which image is installed: one that the medium has, and the one that is wanted. */
export const image: Rule = ({ root, target }) => {
  const choices = imageChoices(root).filter(({ value }) => !placeholder.test(value));
  const editions = target.editions ?? [];
  const setups = components(root, 'windowsPE', 'Microsoft-Windows-Setup');
  const asks = setups.filter(
    (setup) =>
      elementsAt(setup, 'ImageInstall/OSImage').length > 0 &&
      imageChoices(root).length === 0 &&
      elementsAt(setup, 'ImageInstall/OSImage/InstallFrom/Path').length === 0 &&
      !textAt(setup, 'UserData/ProductKey/Key') &&
      editions.length !== 1,
  );
  return [
    ...choices.flatMap(checkForm),
    ...choices.flatMap((choice) => (editions.length > 0 ? checkAgainst(choice, editions, target.release?.id) : [])),
    ...(choices.length > 1 &&
    (isRepeated(choices) || (editions.length > 0 && chosenEditions(root, target).length === 0))
      ? choices.slice(1).map(contradiction)
      : []),
    ...asks.map((setup) =>
      findingAt(
        setup,
        id,
        {
          found: 'Neither an image nor a product key says which edition is installed',
          why: 'A medium with several editions makes Setup ask',
          remedy: 'Add InstallFrom/MetaData with the Key /IMAGE/INDEX',
        },
        'warning',
      ),
    ),
  ];
};

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

function isRepeated(choices: readonly ImageChoice[]): boolean {
  return new Set(choices.map(({ key }) => key)).size < choices.length;
}

function contradiction({ element }: ImageChoice): AnswerFinding {
  return findingAt(element, id, {
    found: 'No image is what all MetaData ask for together',
    why: 'Setup finds no image and stops',
    remedy: 'Keep one MetaData, by /IMAGE/INDEX',
  });
}

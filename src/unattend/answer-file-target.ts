import type { Edition, Release } from '../base/catalogue.ts';
import { components, elementsAt, textAt } from './answer-tree.ts';
import type { XmlElement } from './read-xml.ts';

/** What an answer file is for, as far as it is known. Rules that need what is not known find nothing. */
export type AnswerFileTarget = {
  readonly release?: Pick<Release, 'id' | 'kind' | 'build'> | undefined;
  readonly architectures?: readonly string[] | undefined;
  /** The images that it can be used with: one for a recipe, those of every medium for a release. */
  readonly editions?: readonly TargetEdition[] | undefined;
  /** Languages of the installation media. */
  readonly languages?: readonly string[] | undefined;
  /** True when the medium is known: what does not fit it is wrong, and not only unlikely. */
  readonly isOneMedium?: boolean | undefined;
  /** True when goldpane boots it: then it also has to do what a build needs. */
  readonly isForBuild?: boolean | undefined;
};

/** An edition; without an index it may be anywhere on its medium. */
export type TargetEdition = Omit<Edition, 'index'> & { readonly index?: number | undefined };

/** How a file picks its image. */
export type ImageChoice = { readonly element: XmlElement; readonly key: string; readonly value: string };

/** A release on any of its media. Editions that no medium of the catalogue holds are there on media of other people. */
export function releaseTarget(release: Release): AnswerFileTarget {
  const { media } = release;
  const held = media.flatMap(({ images = [] }) =>
    images.flatMap((id, place) => {
      const edition = release.editions.find((candidate) => candidate.id === id);
      return edition ? [{ ...edition, index: place + 1 }] : [];
    }),
  );
  const others = release.editions
    .filter(({ id }) => held.every((edition) => edition.id !== id))
    .map((edition): TargetEdition => ({ ...edition, index: undefined }));
  return {
    release,
    architectures: distinct([release.architecture, ...media.flatMap(({ architecture }) => architecture ?? [])]),
    editions: [...held, ...others],
    languages: distinct(media.map(({ language }) => language)),
  };
}

/** One edition on one medium, as a recipe picks it. */
export function editionTarget(choice: {
  readonly release: Pick<Release, 'id' | 'kind' | 'build' | 'architecture'>;
  readonly edition: Edition;
  readonly media: { readonly language: string };
}): AnswerFileTarget {
  const { release, edition, media } = choice;
  const architectures = [release.architecture];
  return { release, architectures, editions: [edition], languages: [media.language], isOneMedium: true };
}

/** Every `MetaData` of the image to install; keys in upper case. */
export function imageChoices(root: XmlElement): readonly ImageChoice[] {
  return components(root, 'windowsPE', 'Microsoft-Windows-Setup')
    .flatMap((setup) => elementsAt(setup, 'ImageInstall/OSImage/InstallFrom/MetaData'))
    .map((element) => ({
      element,
      key: textAt(element, 'Key')?.toUpperCase() ?? '',
      value: textAt(element, 'Value') ?? '',
    }));
}

/** The editions that the file can mean: those that fit its `MetaData`, or the only one that there is. */
export function chosenEditions(
  choices: readonly ImageChoice[],
  { editions = [] }: AnswerFileTarget,
): readonly TargetEdition[] {
  if (editions.length === 1) return editions;
  return editions.filter((candidate) => choices.every((choice) => fits(candidate, choice)));
}

/** True when an edition is what a `MetaData` asks for; a description is not in the catalogue, so any fits. */
export function fits(edition: TargetEdition, { key, value }: ImageChoice): boolean {
  if (key === '/IMAGE/INDEX') return edition.index === undefined || Number(value) === edition.index;
  return key !== '/IMAGE/NAME' || value.toLowerCase() === edition.name.toLowerCase();
}

/** Whether an evaluation is installed: `yes` when every edition that is meant is one, `maybe` when some are. */
export function evaluationOf(editions: readonly TargetEdition[]): 'yes' | 'maybe' | 'no' {
  const count = editions.filter(({ evaluation }) => evaluation).length;
  if (count === 0) return 'no';
  return count === editions.length ? 'yes' : 'maybe';
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

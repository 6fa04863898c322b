import { parse, stringify } from 'yaml';
import type { Architecture, Edition, Release } from '../base/catalogue.ts';
import type { Sha256 } from '../base/ids.ts';

/** An image of a medium, as its WIM describes it. */
export type ImportedImage = {
  readonly name: string;
  readonly editionId: string;
  readonly installationType: string;
  readonly architecture: string;
  readonly build: number;
};

/** A catalogue entry of a medium that a user brought. */
export type ImportedMedium = {
  readonly id: string;
  readonly release: string;
  readonly source: 'user';
  readonly language: string;
  readonly architecture: Architecture;
  readonly images: readonly string[];
  readonly sha256: Sha256;
  readonly sizeBytes: number;
  readonly file: string;
};

const heading = '# Media that were imported. Written by goldpane; entries may be removed, renamed and edited.\n';

/**
 * The release that a medium installs and the ids of its editions in the order of its images: of the releases with its
 * build, kind and architecture the one that has most of its editions. `undefined` when none has any.
 */
export function recogniseRelease(
  images: readonly ImportedImage[],
  releases: readonly Release[],
): { readonly release: Release; readonly editions: readonly string[] } | undefined {
  const [first] = images;
  if (first === undefined) return undefined;
  const kind = first.installationType.startsWith('Server') ? 'server' : 'client';
  const known = releases
    .filter((one) => one.kind === kind && one.build === first.build && one.architecture === first.architecture)
    .map((release) => ({ release, editions: images.map((image) => findEdition(image, release.editions)) }))
    .map((one) => ({ ...one, count: one.editions.filter((edition) => edition !== undefined).length }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)[0];
  if (known === undefined) return undefined;
  const editions = known.editions.map((edition, index) => edition?.id ?? images[index]?.editionId ?? '');
  return { release: known.release, editions };
}

/** The text of the catalogue file of imported media with one more entry, in place of one with its id. */
export function withImportedMedium(text: string, medium: ImportedMedium): string {
  const before: unknown = text === '' ? {} : parse(text);
  const file = typeof before === 'object' && before !== null ? (before as { media?: { id?: unknown }[] }) : {};
  const others = (file.media ?? []).filter(({ id }) => id !== medium.id);
  return `${heading}${stringify({ ...file, media: [...others, medium] })}`;
}

/** Server Core shares its EditionID with Server: there the name decides. */
function findEdition(image: ImportedImage, editions: readonly Edition[]): Edition | undefined {
  const fitting = editions.filter(({ id, editionId }) => (editionId ?? id) === image.editionId);
  return fitting.length > 1 ? fitting.find(({ name }) => name === image.name) : fitting[0];
}

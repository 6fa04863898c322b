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

/** A catalogue entry of a medium that a user brought, or that a publisher's catalogue names. */
export type ImportedMedium = {
  readonly id: string;
  readonly release: string;
  readonly source: 'user' | 'esd';
  readonly language: string;
  readonly architecture: Architecture;
  readonly images: readonly string[];
  readonly sha256: Sha256;
  readonly sizeBytes: number;
  readonly file: string;
  readonly urls?: readonly string[];
  readonly build?: string;
  readonly confidence?: 'vendor';
  readonly seenIn?: readonly string[];
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

/** The text of the catalogue file of imported media with more entries, in place of those with their ids. */
export function withImportedMedia(text: string, media: readonly ImportedMedium[]): string {
  const before: unknown = text === '' ? {} : parse(text);
  const file = typeof before === 'object' && before !== null ? (before as { media?: { id?: unknown }[] }) : {};
  const ids = new Set<unknown>(media.map(({ id }) => id));
  const others = (file.media ?? []).filter(({ id }) => !ids.has(id));
  return `${heading}${stringify({ ...file, media: [...others, ...media] }, { aliasDuplicateObjects: false })}`;
}

/** An ESD that the Media Creation Tool would download. */
export type NamedEsd = {
  readonly file: string;
  readonly url: string;
  /** Tag such as `de-DE`. */
  readonly language: string;
  readonly architecture: string;
  /** EditionIDs; their order is not that of the images. */
  readonly editions: readonly string[];
  readonly sha256: Sha256;
  readonly sizeBytes: number;
};

/** Catalogue entries of the ESDs whose release a catalogue knows; the build stands at the beginning of their names. */
export function esdMedia(
  named: readonly NamedEsd[],
  releases: readonly Release[],
  seenIn: string,
): readonly ImportedMedium[] {
  return named.flatMap(({ file, url, language, architecture, editions, sha256, sizeBytes }) => {
    const build = /^(\d{5})\.\d+/.exec(file);
    const release = releases.find((one) => one.kind === 'client' && String(one.build) === build?.[1]);
    const images = editions.filter((id) => release?.editions.some((edition) => edition.id === id));
    if (release === undefined || build === null || images.length === 0 || release.architecture !== architecture)
      return [];
    return [
      {
        id: `${release.id}-esd-${language.toLowerCase()}-${sha256.slice(0, 8)}`,
        ...{ release: release.id, source: 'esd', language, architecture: release.architecture, images },
        ...{ build: build[0], urls: [url], sha256, sizeBytes, file, confidence: 'vendor', seenIn: [seenIn] },
      } as const,
    ];
  });
}

/** Server Core shares its EditionID with Server: there the name decides. */
function findEdition(image: ImportedImage, editions: readonly Edition[]): Edition | undefined {
  const fitting = editions.filter(({ id, editionId }) => (editionId ?? id) === image.editionId);
  return fitting.length > 1 ? fitting.find(({ name }) => name === image.name) : fitting[0];
}

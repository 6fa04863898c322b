import { basename } from 'node:path';
import type { Architecture, Catalogue } from '../../base/catalogue.ts';
import { GoldpaneError } from '../../base/errors.ts';
import type { Sha256 } from '../../base/ids.ts';
import { esdParts } from '../../media/esd-medium.ts';
import type { WimImage } from '../../media/image/wim-info.ts';
import { type DriversInfo, inspectFile } from '../../media/inspect-file.ts';
import { type ImportedMedium, recogniseRelease } from '../../recipe/imported-media.ts';
import { rehearsalRelease } from '../../rehearsal/windows-images.ts';

/** A file of a user's, and the copy of it that shall go into the cache. */
export type CopiedFile = {
  readonly path: string;
  readonly copy: string;
  readonly sha256: Sha256;
  readonly sizeBytes: number;
};

/**
 * The catalogue entry of a medium that no catalogue knows, by what it holds: an ISO, or an ESD of the Media Creation
 * Tool. Throws `GP-MEDIA-UNKNOWN`, `GP-MEDIA-HASH` for drivers other than those that are pinned.
 */
export async function recogniseMedium(
  { path, copy, sha256, sizeBytes }: CopiedFile,
  catalogue: Catalogue,
): Promise<ImportedMedium> {
  const info = await inspectMedium(copy).catch((error: GoldpaneError) => {
    throw new GoldpaneError(error.code, error.message.replace(copy, path), { hint: error.hint, cause: error });
  });
  if (info.kind === 'drivers') throw unknownDrivers(info.version, sha256, catalogue);
  if (info.images.some(({ branch }) => branch === rehearsalRelease.branch)) throw notWindows(path);
  const recognised = recogniseRelease(info.images, catalogue.releases);
  if (recognised === undefined) throw unknownMedium(path, `it installs ${describe(info.images)}`);
  return {
    id: `imported-${sha256.slice(0, 12)}`,
    release: recognised.release.id,
    source: info.kind,
    language: info.language,
    architecture: info.images[0]?.architecture as Architecture,
    images: recognised.editions,
    sha256,
    sizeBytes,
    file: basename(path).replaceAll(/[^A-Za-z0-9._+-]/g, '_'),
  };
}

type Inspected =
  | { readonly kind: 'user' | 'esd'; readonly images: readonly WimImage[]; readonly language: string }
  | DriversInfo;

/** What an ISO holds, or what the medium will hold that is packed of an ESD. */
async function inspectMedium(path: string): Promise<Inspected> {
  const info = await inspectFile(path);
  if (info.kind === 'drivers') return info;
  if (info.kind === 'windows') return { kind: 'user', images: info.images, language: info.setupLanguage };
  const { boot, editions } = await esdParts(path);
  return { kind: 'esd', images: editions, language: boot.at(-1)?.defaultLanguage ?? '' };
}

function describe(images: readonly WimImage[]): string {
  return images.map(({ name, build, architecture }) => `${name} (build ${build}, ${architecture})`).join(', ');
}

/** The error for a medium of a release that no catalogue has. */
export function unknownMedium(path: string, found: string): GoldpaneError {
  return new GoldpaneError('GP-MEDIA-UNKNOWN', `No release in the catalogue is like ${path}: ${found}`, {
    hint: 'Add its release to a catalogue file of your own, then import it again',
  });
}

function notWindows(path: string): GoldpaneError {
  return new GoldpaneError(
    'GP-MEDIA-UNKNOWN',
    `${path} installs no Windows: it is the medium of goldpane's rehearsal`,
    {
      hint: 'Nothing needs to be imported for the rehearsal: goldpane build recipe rehearsal',
    },
  );
}

function unknownDrivers(version: string, sha256: Sha256, { drivers }: Catalogue): GoldpaneError {
  const pinned = drivers.find((one) => one.version === version)?.sha256;
  if (pinned !== undefined) {
    const message = `This virtio-win ${version} has SHA-256 ${sha256}, and ${pinned} is pinned`;
    return new GoldpaneError('GP-MEDIA-HASH', message, {
      hint: 'Get the ISO again; if this one is right, pin it in a catalogue file of your own under drivers:',
    });
  }
  return new GoldpaneError('GP-MEDIA-UNKNOWN', `The catalogue has no virtio-win ${version}`, {
    hint: `Pin it in a catalogue file of your own: drivers: [{ version: ${version}, sha256: ${sha256} }]`,
  });
}

import { GoldpaneError } from '../base/errors.ts';
import { openByteSource } from '../host/byte-source.ts';
import { type ListedDriver, readDriverManifest } from './drivers/driver-manifest.ts';
import { findEntry, ImageProblem } from './image/image-file.ts';
import { nameStart } from './image/name-start.ts';
import { type OpenImage, withImage } from './image/open-image.ts';
import { type WimInfo, wimInfo } from './image/wim-info.ts';
import { describeMedium, type MediumInfo } from './inspect-iso.ts';

/** A virtio-win ISO. */
export type DriversInfo = {
  readonly kind: 'drivers';
  readonly label: string;
  readonly version: string;
  /** Folders of Windows releases that have a disk driver. */
  readonly folders: readonly string[];
  /** What the ISO's own list says; absent when it has none. */
  readonly drivers?: readonly ListedDriver[] | undefined;
};

/** What a file turned out to be. */
export type FileInfo =
  | ({ readonly kind: 'windows' } & MediumInfo)
  | DriversInfo
  /** Solid is what files of the Media Creation Tool are, whose name ends in `.esd`. */
  | ({ readonly kind: 'wim' } & WimInfo);

/**
 * What a file is by its contents: an installer of Windows, a virtio-win ISO, or a WIM or ESD. A few sectors are read,
 * nothing is extracted. Throws `GP-MEDIA-UNKNOWN` when it is none of them, or damaged.
 */
export async function inspectFile(path: string, signal?: AbortSignal): Promise<FileInfo> {
  const problem = (found: string, cause?: unknown, hint = whatIsKnown) =>
    new GoldpaneError('GP-MEDIA-UNKNOWN', `${path} is no medium that goldpane knows: ${found}`, { hint, cause });
  try {
    await using file = await openByteSource(path, signal);
    const start = await file.read(0, 512);
    if (/^(?:MSWIM|WLPWM)\0/.test(start.toString('latin1', 0, 6))) return { kind: 'wim', ...(await wimInfo(file)) };
    const other = nameStart(start);
    if (other) throw problem(other.found, undefined, other.hint);
  } catch (error) {
    if (error instanceof GoldpaneError) throw error;
    throw problem(error instanceof Error ? error.message : String(error), error);
  }
  return await withImage(path, describeImage, problem, signal);
}

const whatIsKnown = 'Give a Windows ISO, a virtio-win ISO, or a WIM or ESD file, whole and as its publisher made it';

async function describeImage(open: OpenImage): Promise<FileInfo> {
  const { files } = open;
  if (await findEntry(files, 'sources')) return { kind: 'windows', ...(await describeMedium(open)) };
  const viostor = await findEntry(files, 'viostor');
  if (!viostor?.isDirectory) throw new ImageProblem(`the ISO ${files.label} holds neither Windows nor virtio drivers`);
  const folders = (await files.list(viostor)).filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
  const version = /^virtio-win-(\d[\d.]*)/.exec(files.label)?.[1] ?? 'unknown';
  return {
    kind: 'drivers',
    label: files.label,
    version,
    folders: folders.sort(),
    drivers: await readDriverManifest(open),
  };
}

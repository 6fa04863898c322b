import { GoldpaneError } from '../base/errors.ts';
import { fileSystemOf, nearestExisting } from '../host/file-operations.ts';
import { freeBytes } from '../host/files.ts';
import { measureDisk } from '../host/qemu-img.ts';

/** Bytes that some work will write at a path, which need not exist yet. */
export type SpaceNeed = { readonly path: string; readonly bytes: number; readonly purpose: string };

/** An installed Windows takes about three times its ISO, and its compressed image about as much as the ISO. */
const installedPerMedia = 3;
const bundlePerMedia = 1.2;
/** zstd brought images of real systems to 0.49 of their size; some room for what does not compress. */
const compressedPart = 0.6;
const bytesPerGib = 1024 ** 3;

/** Bytes that a whole build may write to the store: layers and bundle. A rule of thumb from the size of the media. */
export function estimateBuildBytes(build: { readonly mediaBytes: number; readonly diskGib: number }): number {
  const installed = Math.min(build.mediaBytes * installedPerMedia, build.diskGib * bytesPerGib);
  return Math.ceil(installed + build.mediaBytes * bundlePerMedia);
}

/** Bytes that the flattened and compressed copy of a disk may take. */
export async function estimateBundleBytes(disk: string, signal?: AbortSignal): Promise<number> {
  return Math.ceil((await measureDisk(disk, signal)) * compressedPart);
}

/**
 * Checks the space for everything that is about to be written; needs on one file system add up.
 * Throws `GP-HOST-SPACE` with every file system that is too small.
 */
export async function requireFreeSpace(needs: readonly SpaceNeed[]): Promise<void> {
  const places = await Promise.all(needs.map(async (need) => ({ ...need, path: await nearestExisting(need.path) })));
  const systems = await Promise.all(places.map(async (place) => [await fileSystemOf(place.path), place] as const));
  const grouped = Map.groupBy(systems, ([system]) => system);
  const lacks = await Promise.all([...grouped.values()].map((group) => lackOf(group.map(([, place]) => place))));
  const found = lacks.filter((lack) => lack !== undefined);
  if (found.length === 0) return;
  throw new GoldpaneError('GP-HOST-SPACE', `Too little free disk space: ${found.join('; ')}`, {
    hint: 'Free some space, or use a store on a larger disk with --store',
    paths: needs.map(({ path }) => path),
  });
}

async function lackOf(needs: readonly SpaceNeed[]): Promise<string | undefined> {
  const wanted = needs.reduce((sum, { bytes }) => sum + bytes, 0);
  const path = needs[0]?.path ?? '/';
  const free = await freeBytes(path);
  if (free >= wanted) return undefined;
  const purposes = needs.map(({ purpose }) => purpose).join(' and ');
  return `${purposes} may take ${gib(wanted)} at ${path}, where ${gib(free)} are free`;
}

function gib(bytes: number): string {
  return `${(bytes / bytesPerGib).toFixed(1)} GiB`;
}

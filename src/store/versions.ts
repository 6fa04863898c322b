import type { ImageVersion } from '../base/ids.ts';
import { now } from '../host/clock.ts';
import { listDirectory } from '../host/files.ts';
import { readHistory } from './history.ts';
import type { Store } from './store.ts';

const versionPattern = /^(\d{8})\.(\d+)$/;

/** True when `text` reads like a version: `20261121.1`. */
export function isVersion(text: string): text is ImageVersion {
  return versionPattern.test(text);
}

/** Order of versions: by date, then by counter as a number. */
export function compareVersions(one: ImageVersion, other: ImageVersion): number {
  const [date = '', counter = ''] = one.split('.');
  const [otherDate = '', otherCounter = ''] = other.split('.');
  return date === otherDate ? Number(counter) - Number(otherCounter) : Number(date) - Number(otherDate);
}

/** Versions of an image that were published and are still there, the oldest first. */
export async function listVersions(store: Store, image: string): Promise<readonly ImageVersion[]> {
  return (await listDirectory(store.paths.image(image))).filter(isVersion).sort(compareVersions);
}

/**
 * The version that comes next on the UTC day of `date`. A number that was ever published is not given again, even
 * when its version is gone. Hold the store lock until the version is published.
 */
export async function nextVersion(store: Store, image: string, date: Date = now()): Promise<ImageVersion> {
  const day = date.toISOString().slice(0, 10).replaceAll('-', '');
  const published = (await readHistory(store, image)).flatMap((entry) => ('version' in entry ? [entry.version] : []));
  const used = [...(await listVersions(store, image)), ...published]
    .filter((version) => version.startsWith(`${day}.`))
    .map((version) => Number(version.split('.')[1]));
  return `${day}.${Math.max(0, ...used) + 1}` as ImageVersion;
}

import type { PlannedLayer, PlannedPackage } from '../../base/plan.ts';
import { type MediaItem, packageItems } from '../../media/media-item.ts';
import type { Build } from '../build.ts';
import { cachedFile } from './cached-media.ts';
import { obtainFiles } from './obtain-files.ts';

/**
 * Gets the packages of a layer into the store's cache, verified, and tells where each lies. Throws what `obtainFiles`
 * throws: `GP-MEDIA-MISSING` for one that cannot be fetched, `GP-MEDIA-HASH` for one that is not what was pinned.
 */
export async function stepPackages(build: Build, layer: PlannedLayer): Promise<(wanted: PlannedPackage) => string> {
  await obtainPackages(build, itemsOf([layer]));
  return ({ sha256 }) => build.store.paths.cached(sha256);
}

/**
 * Gets what the cache lacks of the packages of layers that are to be made: one that cannot be had ends the build now,
 * not after an hour of Setup. What is there is verified when its layer is made. Throws as `stepPackages` does.
 */
export async function fetchMissingPackages(build: Build, layers: readonly PlannedLayer[]): Promise<void> {
  const items = itemsOf(layers);
  const here = await Promise.all(items.map(({ sha256 }) => cachedFile(build.store.paths, sha256)));
  await obtainPackages(
    build,
    items.filter((_, index) => here[index] === undefined),
  );
}

function itemsOf(layers: readonly PlannedLayer[]): readonly MediaItem[] {
  return packageItems(layers.flatMap(({ steps }) => steps.flatMap(({ packages }) => packages)));
}

async function obtainPackages(
  { store, journal, signal, offline, found }: Build,
  items: readonly MediaItem[],
): Promise<void> {
  await obtainFiles(items, { store, emit: journal.emit, signal, offline, recipe: found.name });
}

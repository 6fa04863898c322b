import type { PlannedLayer, PlannedPackage } from '../../base/plan.ts';
import { packageItems } from '../../media/media-item.ts';
import type { Build } from '../build.ts';
import { obtainFiles } from './obtain-files.ts';

/**
 * Gets the packages of layers into the store's cache and tells where each lies. Throws what `obtainFiles` throws:
 * `GP-MEDIA-MISSING` for one that cannot be fetched, `GP-MEDIA-HASH` for one that is not what was pinned.
 */
export async function stepPackages(
  { store, journal, signal, offline, found }: Build,
  layers: readonly PlannedLayer[],
): Promise<(wanted: PlannedPackage) => string> {
  const steps = layers.flatMap((layer) => layer.steps);
  const items = packageItems(steps.flatMap(({ packages }) => packages));
  await obtainFiles(items, { store, emit: journal.emit, signal, offline, recipe: found.name });
  return ({ sha256 }) => store.paths.cached(sha256);
}

import type { PlannedLayer, PlannedPackage } from '../base/plan.ts';
import type { MediaItem } from '../media/media-item.ts';
import type { Build } from './build.ts';
import { obtainFiles } from './obtain-files.ts';

/**
 * Gets the packages of a layer into the store's cache and tells where each lies. Throws what `obtainFiles` throws:
 * `GP-MEDIA-MISSING` for one that cannot be fetched, `GP-MEDIA-HASH` for one that is not what was pinned.
 */
export async function stepPackages(
  { store, journal, signal, offline }: Build,
  { steps }: Pick<PlannedLayer, 'steps'>,
): Promise<(wanted: PlannedPackage) => string> {
  const packages = steps.flatMap((step) => step.packages);
  const items = new Map(packages.map((wanted) => [wanted.sha256, packageItem(wanted)]));
  await obtainFiles([...items.values()], { store, emit: journal.emit, signal, offline });
  return ({ sha256 }) => store.paths.cached(sha256);
}

function packageItem({ name, sha256, urls, sizeBytes, tool }: PlannedPackage): MediaItem {
  return { id: tool ?? name, kind: 'tool', sources: urls, sha256, sizeBytes, file: name };
}

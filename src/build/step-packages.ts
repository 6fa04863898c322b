import { GoldpaneError } from '../base/errors.ts';
import type { PlannedLayer, PlannedPackage } from '../base/plan.ts';
import { isFile } from '../host/files.ts';
import type { Build } from './build.ts';

/** Where the packages of a layer lie on this host. Throws `GP-MEDIA-MISSING` for one that is not in the store's cache. */
export async function stepPackages(
  { store }: Pick<Build, 'store'>,
  layer: Pick<PlannedLayer, 'steps'>,
): Promise<(wanted: PlannedPackage) => string> {
  const pathOf = ({ sha256 }: PlannedPackage) => store.paths.cached(sha256);
  for (const wanted of layer.steps.flatMap(({ packages }) => packages)) {
    if (!(await isFile(pathOf(wanted)))) throw missing(wanted);
  }
  return pathOf;
}

function missing({ name, sha256 }: PlannedPackage): GoldpaneError {
  return new GoldpaneError('GP-MEDIA-MISSING', `The package ${name} (sha256 ${sha256}) is not in the store`, {
    hint: 'Import the file into the store',
  });
}

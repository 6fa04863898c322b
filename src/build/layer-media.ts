import type { PlannedLayer } from '../base/plan.ts';
import { fileSize, makeDirectory } from '../host/files.ts';
import type { MachineCdrom } from '../machine/machine-spec.ts';
import { estimateBuildBytes, requireFreeSpace } from '../store/free-space.ts';
import type { LayerFacts } from '../store/layer-record.ts';
import { layerSecrets } from '../store/layer-secrets.ts';
import type { PartialLayer } from '../store/partial-layer.ts';
import type { Build } from './build.ts';
import { obtainMedium } from './obtain-medium.ts';
import { packInstallMedium, packLayerMedium } from './pack-media.ts';

/** Name under which a layer's secrets hold the password of the account. */
export const installPassword = 'installPassword';

/** Boot index of the installer: the disk comes first, and is passed over while it is empty. */
const installerBootIndex = 2;

/** The ISOs of a layer, and what is worth knowing of them later. */
export type LayerMedia = { readonly cdroms: readonly MachineCdrom[]; readonly facts: LayerFacts };

/**
 * The ISOs of a layer, packed into `directory`: installer and install medium for the install, which alone has an answer
 * file; one layer medium for scripts. Throws `GP-HOST-SPACE` when the build would not fit the store's disk.
 */
export async function layerMedia(
  build: Build,
  layer: PlannedLayer,
  partial: PartialLayer,
  directory: string,
): Promise<LayerMedia> {
  const { plan, store, journal, signal, found } = build;
  await makeDirectory(directory, 0o700);
  const secrets = await layerSecrets(partial);
  journal.secrets.push(...Object.values(secrets));
  if (layer.kind !== 'install') {
    return { cdroms: [{ path: await packLayerMedium(layer, found.pathOf, directory, signal) }], facts: {} };
  }
  const medium = await obtainMedium({ plan, store, emit: journal.emit, signal });
  await requireBuildSpace(build, plan.media.sizeBytes ?? (await fileSize(medium.path)));
  const password = secrets[installPassword];
  const install = await packInstallMedium({ plan, found: medium.found, password }, directory, signal);
  const cdroms = [{ path: medium.path, bootIndex: installerBootIndex }, { path: install }];
  return { cdroms, facts: { installMedium: medium.sha256, ...medium.facts } };
}

async function requireBuildSpace({ plan, store }: Build, mediaBytes: number): Promise<void> {
  const bytes = estimateBuildBytes({ mediaBytes, diskGib: plan.recipe.hardware.diskGib });
  await requireFreeSpace([{ path: store.directory, bytes, purpose: 'the layers and the image' }]);
}

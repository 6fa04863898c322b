import type { PlannedLayer } from '../base/plan.ts';
import { makeDirectory } from '../host/files.ts';
import type { MachineCdrom } from '../machine/machine-spec.ts';
import { layerSecrets } from '../store/layer-secrets.ts';
import type { PartialLayer } from '../store/partial-layer.ts';
import type { Build } from './build.ts';
import { obtainMedium } from './obtain-medium.ts';
import { packInstallMedium, packLayerMedium } from './pack-media.ts';

/** Boot index of the installer: the disk comes first, and is passed over while it is empty. */
const installerBootIndex = 2;

/**
 * The ISOs of a layer, packed into `directory`: installer and install medium for the install, which alone has an answer
 * file; one layer medium for scripts.
 */
export async function layerMedia(
  build: Build,
  layer: PlannedLayer,
  partial: PartialLayer,
  directory: string,
): Promise<readonly MachineCdrom[]> {
  const { plan, store, journal, signal, found } = build;
  await makeDirectory(directory, 0o700);
  const secrets = await layerSecrets(partial);
  journal.secrets.push(...Object.values(secrets));
  if (layer.kind !== 'install') return [{ path: await packLayerMedium(layer, found.pathOf, directory, signal) }];
  const medium = await obtainMedium({ plan, store, emit: journal.emit, signal });
  const password = secrets['installPassword'];
  const install = await packInstallMedium({ plan, found: medium.found, password }, directory, signal);
  return [{ path: medium.path, bootIndex: installerBootIndex }, { path: install }];
}

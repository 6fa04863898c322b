import type { PlannedLayer } from '../../base/plan.ts';
import type { Secret } from '../../base/secret.ts';
import { fileSize, makeDirectory } from '../../host/files.ts';
import type { MachineCdrom } from '../../machine/machine-spec.ts';
import { estimateBuildBytes, requireFreeSpace } from '../../store/free-space.ts';
import type { LayerFacts } from '../../store/layer-record.ts';
import { layerSecrets } from '../../store/layer-secrets.ts';
import type { PartialLayer } from '../../store/partial-layer.ts';
import { mediumDifferences } from '../../unattend/medium-differences.ts';
import type { AnswerFileSecrets } from '../../unattend/reveal-secrets.ts';
import type { Build } from '../build.ts';
import { readLicense } from '../recipe/read-license.ts';
import { readUnattendFiles } from '../recipe/unattend-files.ts';
import { obtainMedium } from './obtain-medium.ts';
import { packInstallMedium, packLayerMedium, packSealMedium } from './pack-media.ts';
import { stepPackages } from './step-packages.ts';

/** Name under which a layer's secrets hold the password of the account. */
export const installPassword = 'installPassword';

/** Name under which those of the seal hold the password that the image gets. */
export const imagePassword = 'imagePassword';

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
  const { plan, host, store, journal, signal, found, offline } = build;
  await makeDirectory(directory, 0o700);
  const secrets = await layerSecrets(partial);
  journal.secrets.push(...Object.values(secrets));
  if (layer.kind !== 'install') {
    const parts = { layer, pathOf: found.pathOf, packagePathOf: await stepPackages(build, layer) };
    const path =
      layer.kind === 'seal'
        ? await packSealMedium({ ...parts, plan, password: secrets[imagePassword] }, directory, signal)
        : await packLayerMedium(parts, directory, signal);
    return { cdroms: [{ path }], facts: {} };
  }
  const medium = await obtainMedium({
    ...{ plan, store, signal, offline },
    ...{ recipe: found.name, firmware: host.firmware, emit: journal.emit },
  });
  await requireBuildSpace(build, plan.media.sizeBytes ?? (await fileSize(medium.path)));
  for (const finding of mediumDifferences(plan, medium.found)) journal.emit({ kind: 'finding', finding });
  const answers = { found: medium.found, ...(await readUnattendFiles(found)) };
  const install = await packInstallMedium(
    { plan, facts: answers, secrets: await installSecrets(build, secrets), drivers: medium.drivers },
    directory,
    signal,
  );
  const cdroms = [{ path: medium.path, bootIndex: installerBootIndex }, { path: install }];
  return { cdroms, facts: { installMedium: medium.sha256, ...medium.facts } };
}

async function installSecrets(
  { found }: Build,
  secrets: Readonly<Record<string, Secret>>,
): Promise<AnswerFileSecrets | undefined> {
  const licenseKey = await readLicense(found);
  const password = secrets[installPassword];
  return password && { password, licenseKey };
}

async function requireBuildSpace({ plan, store }: Build, mediaBytes: number): Promise<void> {
  const bytes = estimateBuildBytes({ mediaBytes, diskGib: plan.recipe.hardware.diskGib });
  await requireFreeSpace([{ path: store.directory, bytes, purpose: 'the layers and the image' }]);
}

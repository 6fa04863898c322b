import { join } from 'node:path';
import type { ReleaseMedia } from '../../base/catalogue.ts';
import { GoldpaneError } from '../../base/errors.ts';
import type { Finding } from '../../base/findings.ts';
import type { Plan } from '../../base/plan.ts';
import type { Secret } from '../../base/secret.ts';
import type { InstallDrivers } from '../../media/drivers/extract-drivers.ts';
import { installMediumFiles, installMediumLabel } from '../../media/pack/install-medium.ts';
import { type LayerMediumParts, layerMediumFiles, layerMediumLabel } from '../../media/pack/layer-medium.ts';
import type { MediumFile } from '../../media/pack/medium-file.ts';
import { packIso } from '../../media/pack/pack-iso.ts';
import { guestParameters } from '../../plan/guest-parameters.ts';
import { type AnswerFileFacts, answerFileOptions } from '../../unattend/answer-file-options.ts';
import { editionTarget } from '../../unattend/answer-file-target.ts';
import type { AnswerFileSecrets } from '../../unattend/reveal-secrets.ts';
import { packageDirectories, readSkeletons, readSysprepSkeleton } from '../recipe/package-files.ts';

/** What media are made from: a plan, or what a recipe is known to mean without a host. */
type MediumPlan = Pick<Plan, 'recipe' | 'release' | 'edition'> & { readonly media: Pick<ReleaseMedia, 'language'> };

/** What an install medium is made from. Without secrets it holds placeholders. */
export type InstallMediumWish = {
  readonly plan: MediumPlan;
  /** What the medium itself holds, and the recipe's own parts of the answer file. */
  readonly facts?: AnswerFileFacts | undefined;
  readonly secrets?: AnswerFileSecrets | undefined;
  /** Absent where nothing was fetched, and for a release that needs none. */
  readonly drivers?: InstallDrivers | undefined;
};

/** Files of the install medium, its answer file checked. Throws `GP-ANSWER-FILE` with every finding. */
export async function installFiles(wish: InstallMediumWish): Promise<readonly MediumFile[]> {
  const { plan } = wish;
  const { text, findings } = await installAnswerFile(wish);
  refuseErrors(findings);
  return installMediumFiles({
    answerFile: text,
    guestScripts: packageDirectories.guestScripts,
    withTwins: plan.release.kind === 'rehearsal',
    parameters: guestParameters(plan.recipe, plan.edition),
    ...(wish.drivers ?? { setupDrivers: [], bootstrapDrivers: [] }),
  });
}

/** The answer file of a plan, and everything that is wrong with it. Throws `GP-ANSWER-UNREADABLE`. */
export async function installAnswerFile({
  plan,
  facts,
  secrets,
}: InstallMediumWish): Promise<{ readonly text: string; readonly findings: readonly Finding[] }> {
  const [{ checkAnswerFile }, { renderAnswerFile }] = await answerFileTools();
  const options = answerFileOptions(plan, facts);
  const text = renderAnswerFile(options, await readSkeletons(), secrets);
  // What the medium holds wins over the catalogue, so it is what the file is checked against.
  const edition = { ...plan.edition, index: options.imageIndex };
  const media = { language: options.mediaLanguage };
  const target = { ...editionTarget({ ...plan, edition, media }), isForBuild: true };
  return { text, findings: checkAnswerFile(text, target) };
}

/** Packs the install medium into `directory`. Its bytes hold the password: it is gone with the directory. */
export async function packInstallMedium(
  wish: InstallMediumWish,
  directory: string,
  signal: AbortSignal,
): Promise<string> {
  const out = join(directory, 'install.iso');
  const files = await installFiles(wish);
  return (await packIso({ label: installMediumLabel, files, out, tmp: directory, signal })).path;
}

/** What the medium of a seal is made from. */
export type SealMediumWish = LayerMediumParts & {
  readonly plan: MediumPlan;
  /** Absent: the answer file holds a placeholder. */
  readonly password?: Secret | undefined;
};

/**
 * Files of the seal's medium. One that generalizes holds the answer file for sysprep, where no search of Setup finds
 * it. Throws `GP-ANSWER-FILE`.
 */
export async function sealFiles({ plan, password, ...parts }: SealMediumWish): Promise<readonly MediumFile[]> {
  const files = layerMediumFiles(parts);
  if (plan.recipe.seal.mode !== 'generalized') return files;
  const [{ checkAnswerFile }, { renderSysprepFile }] = await answerFileTools();
  const text = renderSysprepFile(answerFileOptions(plan), await readSysprepSkeleton(), password && { password });
  refuseErrors(checkAnswerFile(text, editionTarget(plan)));
  return [...files, { name: 'sysprep/unattend.xml', content: { bytes: text } }];
}

/** Packs the medium of a seal into `directory`. Its bytes can hold the password: it is gone with the directory. */
export async function packSealMedium(wish: SealMediumWish, directory: string, signal: AbortSignal): Promise<string> {
  const out = join(directory, `${wish.layer.name}.iso`);
  return (await packIso({ label: layerMediumLabel, files: await sealFiles(wish), out, tmp: directory, signal })).path;
}

/** Packs the medium of a layer of scripts into `directory`. */
export async function packLayerMedium(
  parts: LayerMediumParts,
  directory: string,
  signal: AbortSignal,
): Promise<string> {
  const out = join(directory, `${parts.layer.name}.iso`);
  const files = layerMediumFiles(parts);
  return (await packIso({ label: layerMediumLabel, files, out, tmp: directory, signal })).path;
}

/** XML builder and settings table are as big as the rest of a build: layers on a cached install do without. */
async function answerFileTools() {
  return await Promise.all([
    import('../../unattend/check-answer-file.ts'),
    import('../../unattend/render-answer-file.ts'),
  ]);
}

function refuseErrors(all: readonly Finding[]): void {
  const findings = all.filter(({ severity }) => severity === 'error');
  if (findings.length === 0) return;
  throw new GoldpaneError('GP-ANSWER-FILE', `The answer file would not work: ${findings.length} findings`, {
    hint: 'Correct what the recipe says there; render recipe NAME --out DIR shows the whole file',
    findings,
  });
}

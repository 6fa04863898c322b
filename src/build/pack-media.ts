import { join } from 'node:path';
import type { ReleaseMedia } from '../base/catalogue.ts';
import { GoldpaneError } from '../base/errors.ts';
import type { Finding } from '../base/findings.ts';
import type { Plan } from '../base/plan.ts';
import { installMediumFiles, installMediumLabel } from '../media/install-medium.ts';
import { type LayerMediumParts, layerMediumFiles, layerMediumLabel } from '../media/layer-medium.ts';
import type { MediumFile } from '../media/medium-file.ts';
import { packIso } from '../media/pack-iso.ts';
import { type AnswerFileFacts, answerFileOptions } from '../unattend/answer-file-options.ts';
import { editionTarget } from '../unattend/answer-file-target.ts';
import type { AnswerFileSecrets } from '../unattend/reveal-secrets.ts';
import { packageDirectories, readSkeletons } from './package-files.ts';

/** What an install medium is made from. Without secrets it holds placeholders. */
export type InstallMediumWish = {
  readonly plan: Pick<Plan, 'recipe' | 'release' | 'edition'> & { readonly media: Pick<ReleaseMedia, 'language'> };
  /** What the medium itself holds, and the recipe's own parts of the answer file. */
  readonly facts?: AnswerFileFacts | undefined;
  readonly secrets?: AnswerFileSecrets | undefined;
};

/** Files of the install medium, its answer file checked. Throws `GP-ANSWER-FILE` with every finding. */
export async function installFiles(wish: InstallMediumWish): Promise<readonly MediumFile[]> {
  const { plan } = wish;
  const { text, findings } = await installAnswerFile(wish);
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw badAnswerFile(errors);
  return installMediumFiles({
    answerFile: text,
    guestScripts: packageDirectories.guestScripts,
    withTwins: plan.release.kind === 'rehearsal',
    parameters: { account: plan.recipe.account.name },
    setupDrivers: [],
    bootstrapDrivers: [],
  });
}

/** The answer file of a plan, and everything that is wrong with it. Throws `GP-ANSWER-UNREADABLE`. */
export async function installAnswerFile({
  plan,
  facts,
  secrets,
}: InstallMediumWish): Promise<{ readonly text: string; readonly findings: readonly Finding[] }> {
  // XML builder and settings table are as big as the rest of a build: layers on a cached install do without.
  const [{ checkAnswerFile }, { renderAnswerFile }] = await Promise.all([
    import('../unattend/check-answer-file.ts'),
    import('../unattend/render-answer-file.ts'),
  ]);
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

function badAnswerFile(findings: readonly Finding[]): GoldpaneError {
  return new GoldpaneError('GP-ANSWER-FILE', `The answer file would not work: ${findings.length} findings`, {
    hint: 'Correct what the recipe says there; render recipe NAME --out DIR shows the whole file',
    findings,
  });
}

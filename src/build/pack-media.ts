import { join } from 'node:path';
import type { ReleaseMedia } from '../base/catalogue.ts';
import { GoldpaneError } from '../base/errors.ts';
import type { Finding } from '../base/findings.ts';
import type { Plan, PlannedLayer } from '../base/plan.ts';
import type { Secret } from '../base/secret.ts';
import { installMediumFiles, installMediumLabel } from '../media/install-medium.ts';
import { layerMediumFiles, layerMediumLabel } from '../media/layer-medium.ts';
import type { MediumFile } from '../media/medium-file.ts';
import { packIso } from '../media/pack-iso.ts';
import { type AnswerFileOptions, answerFileOptions } from '../unattend/answer-file-options.ts';
import type { FoundRecipe } from './find-recipe.ts';
import { packageDirectories, readSkeletons } from './package-files.ts';

/** What an install medium is made from. Without a password it holds placeholders. */
export type InstallMediumWish = {
  readonly plan: Pick<Plan, 'recipe' | 'release' | 'edition'> & { readonly media: Pick<ReleaseMedia, 'language'> };
  readonly found?: { readonly imageIndex: number; readonly language: string } | undefined;
  readonly password?: Secret | undefined;
};

/** Files of the install medium, its answer file checked. Throws `GP-ANSWER-FILE` with every finding. */
export async function installFiles({ plan, found, password }: InstallMediumWish): Promise<readonly MediumFile[]> {
  const options = answerFileOptions(plan, found);
  return installMediumFiles({
    answerFile: await checkedAnswerFile(options, password),
    guestScripts: packageDirectories.guestScripts,
    withTwins: plan.release.kind === 'rehearsal',
    parameters: { account: plan.recipe.account.name },
    setupDrivers: [],
    bootstrapDrivers: [],
  });
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
  layer: PlannedLayer,
  pathOf: FoundRecipe['pathOf'],
  directory: string,
  signal: AbortSignal,
): Promise<string> {
  const out = join(directory, `${layer.name}.iso`);
  const files = layerMediumFiles({ layer, pathOf });
  return (await packIso({ label: layerMediumLabel, files, out, tmp: directory, signal })).path;
}

async function checkedAnswerFile(options: AnswerFileOptions, password: Secret | undefined): Promise<string> {
  // Its XML builder is as big as the rest of a build: layers on a cached install do without.
  const [{ checkAnswerFile }, { renderAnswerFile }] = await Promise.all([
    import('../unattend/check-answer-file.ts'),
    import('../unattend/render-answer-file.ts'),
  ]);
  const text = renderAnswerFile(options, await readSkeletons(), password && { password });
  const findings = checkAnswerFile(text);
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw badAnswerFile(errors);
  return text;
}

function badAnswerFile(findings: readonly Finding[]): GoldpaneError {
  return new GoldpaneError('GP-ANSWER-FILE', `The answer file would not work: ${findings.length} findings`, {
    hint: 'Correct what the recipe says there; render recipe NAME --out DIR shows the whole file',
    findings,
  });
}

import type { Finding } from '../base/findings.ts';
import { now } from '../host/clock.ts';
import { chooseRelease } from '../plan/choose-release.ts';
import { servicingFindings } from '../plan/pin-findings.ts';
import { servicingOf } from '../recipe/lifecycle.ts';
import { findRecipe } from './find-recipe.ts';
import { gatherSources } from './gather-sources.ts';
import { installAnswerFile } from './pack-media.ts';
import { readUnattendFiles } from './unattend-files.ts';

/** What was found in a recipe that can be planned. */
export type CheckedRecipe = {
  readonly recipe: string;
  /** Path of its file. */
  readonly path: string;
  readonly release: string;
  readonly edition: string;
  readonly findings: readonly Finding[];
};

/**
 * Checks a recipe without a medium: its files, its release and pins, and the answer file that is rendered from it.
 * Throws what finding and planning a recipe throws.
 */
export async function checkRecipe(name: string, allowPaths: readonly string[] = []): Promise<CheckedRecipe> {
  const found = await findRecipe(name, allowPaths);
  const { recipe, catalogue, path } = found;
  const choice = chooseRelease(recipe, catalogue);
  const { release, edition } = choice;
  await gatherSources(found, release);
  const plan = { recipe, ...choice };
  const { findings } = await installAnswerFile({ plan, facts: await readUnattendFiles(found) });
  const servicing = servicingFindings(release, edition, servicingOf(release, edition.id, now()));
  return {
    recipe: recipe.name,
    path,
    release: release.id,
    edition: edition.id,
    findings: [...choice.findings, ...servicing, ...findings],
  };
}

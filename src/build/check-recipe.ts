import type { Release } from '../base/catalogue.ts';
import type { GoldpaneError } from '../base/errors.ts';
import type { Finding } from '../base/findings.ts';
import type { PlannedPackage } from '../base/plan.ts';
import type { Recipe } from '../base/recipe.ts';
import { now } from '../host/clock.ts';
import { extractDrivers } from '../media/extract-drivers.ts';
import { inspectIso } from '../media/inspect-iso.ts';
import { recipeItems } from '../media/media-item.ts';
import { type Choice, chooseRelease } from '../plan/choose-release.ts';
import { servicingFindings } from '../plan/pin-findings.ts';
import { settingFindings } from '../plan/setting-findings.ts';
import { checkMedium, firmwareHere } from '../preflight/check-medium.ts';
import { servicingOf } from '../recipe/lifecycle.ts';
import { storePaths } from '../store/layout.ts';
import { cachedFile, cachedMedium } from './cached-media.ts';
import { findRecipe } from './find-recipe.ts';
import { gatherSources } from './gather-sources.ts';
import { installAnswerFile } from './pack-media.ts';
import { recipePackages } from './recipe-packages.ts';
import { defaultStoreDirectory } from './store-directory.ts';
import { readUnattendFiles } from './unattend-files.ts';

/** What was found in a recipe that can be planned. */
export type CheckedRecipe = {
  readonly recipe: string;
  /** Path of its file. */
  readonly path: string;
  readonly release: string;
  readonly edition: string;
  readonly findings: readonly Finding[];
  /** Ids of files that are not here, so that nobody looked into them. */
  readonly notHere: readonly string[];
};

/** Where to look for what a recipe needs. */
export type CheckOptions = {
  readonly allowPaths?: readonly string[] | undefined;
  /** The store whose media are looked into; `$XDG_DATA_HOME/goldpane` when absent. */
  readonly store?: string | undefined;
  readonly signal?: AbortSignal | undefined;
};

/**
 * Checks a recipe before anything is booted: its files, its release and pins, the answer file that is rendered from it,
 * and, when they are in the cache, the medium and the drivers, against the recipe and the firmware of this host.
 * Nothing is fetched and nothing is hashed. Throws what finding and planning a recipe throws.
 */
export async function checkRecipe(name: string, options: CheckOptions = {}): Promise<CheckedRecipe> {
  const found = await findRecipe(name, options.allowPaths);
  const { recipe, catalogue, path } = found;
  const choice = chooseRelease(recipe, catalogue);
  const { release, edition } = choice;
  const { packages, findings: lacking } = recipePackages(found, choice, await gatherSources(found, release));
  const plan = { recipe, ...choice, packages };
  const { findings } = await installAnswerFile({ plan, facts: await readUnattendFiles(found) });
  const files = await checkFiles(plan, options);
  const servicing = servicingFindings(release, edition, servicingOf(release, edition.id, now()));
  return {
    recipe: recipe.name,
    path,
    release: release.id,
    edition: edition.id,
    findings: [
      ...[...choice.findings, ...lacking, ...settingFindings(recipe, edition)],
      ...[...servicing, ...findings, ...files.findings],
    ],
    notHere: files.notHere,
  };
}

/** What the files of a recipe say of themselves, as far as they are here. */
async function checkFiles(
  plan: Choice & { readonly recipe: Recipe; readonly packages: readonly PlannedPackage[] },
  { store = defaultStoreDirectory(), signal }: CheckOptions,
): Promise<Pick<CheckedRecipe, 'findings' | 'notHere'>> {
  const { media, drivers, release } = plan;
  const storeFiles = storePaths(store);
  const medium = await cachedMedium(storeFiles, media);
  const driverIso = await cachedFile(storeFiles, drivers?.sha256);
  const items = recipeItems(plan);
  const paths = await Promise.all(items.map(({ sha256 }) => cachedFile(storeFiles, sha256)));
  return {
    findings: [
      ...(medium === undefined ? [] : await checkMedium(plan, await inspectIso(medium, signal), await firmwareHere())),
      ...(driverIso === undefined ? [] : await driverFindings(driverIso, release, signal)),
    ],
    notHere: items.filter((_, index) => paths[index] === undefined).map(({ id }) => id),
  };
}

async function driverFindings(
  path: string,
  { driverFolder: folder, architecture }: Release,
  signal: AbortSignal | undefined,
): Promise<readonly Finding[]> {
  if (folder === undefined) return [];
  return await extractDrivers({ path, folder, architecture, signal }).then(({ findings }) => findings, asFindings);
}

function asFindings({ code, message, hint, findings }: GoldpaneError): readonly Finding[] {
  if (findings.length > 0) return findings;
  const why = 'a build needs it';
  return [{ id: code, severity: 'error', where: 'virtioWin', found: message, why, remedy: hint }];
}

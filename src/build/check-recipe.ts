import type { Release } from '../base/catalogue.ts';
import { GoldpaneError } from '../base/errors.ts';
import type { Finding } from '../base/findings.ts';
import type { PlannedPackage } from '../base/plan.ts';
import type { Recipe } from '../base/recipe.ts';
import { now } from '../host/clock.ts';
import { extractDrivers } from '../media/drivers/extract-drivers.ts';
import { inspectIso } from '../media/inspect-iso.ts';
import { recipeItems } from '../media/media-item.ts';
import { type Choice, considerRelease } from '../plan/choose-release.ts';
import { servicingFindings } from '../plan/pin-findings.ts';
import { settingFindings } from '../plan/setting-findings.ts';
import { checkMedium, firmwareHere } from '../preflight/check-medium.ts';
import type { FirmwareFacts } from '../preflight/checks/firmware.ts';
import { knownHostFindings } from '../preflight/known-host-findings.ts';
import { servicingOf } from '../recipe/lifecycle.ts';
import { storePaths } from '../store/layout.ts';
import { cachedFile, cachedMedium } from './media/cached-media.ts';
import { installAnswerFile } from './media/pack-media.ts';
import { buildNeeds } from './recipe/build-needs.ts';
import { findRecipe } from './recipe/find-recipe.ts';
import { gatherSources } from './recipe/gather-sources.ts';
import { recipePackages } from './recipe/recipe-packages.ts';
import { readUnattendFiles } from './recipe/unattend-files.ts';
import { defaultStoreDirectory } from './store-directory.ts';

/** What was found in a recipe that can be planned. */
export type CheckedRecipe = {
  readonly recipe: string;
  /** Path of its file. */
  readonly path: string;
  readonly release: string;
  readonly edition: string;
  readonly findings: readonly Finding[];
  /** In what this host is not fit to build it, whatever the recipe is. */
  readonly host: readonly Finding[];
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
 * when they are in the cache the medium and the drivers, and this host, all against each other and all at once. Nothing
 * is fetched, hashed or started. Throws what finding a recipe throws, and when its release, edition, medium or drivers
 * are not in the catalogue `GP-RECIPE-INVALID`.
 */
export async function checkRecipe(name: string, options: CheckOptions = {}): Promise<CheckedRecipe> {
  const found = await findRecipe(name, options.allowPaths);
  const { recipe, catalogue, path } = found;
  const choice = considerRelease(recipe, catalogue);
  const { release, edition } = choice;
  const { packages, findings: lacking } = recipePackages(found, choice, await gatherSources(found, release));
  const plan = { recipe, ...choice, packages };
  const { findings } = await installAnswerFile({ plan, facts: await readUnattendFiles(found) });
  const { store = defaultStoreDirectory(), signal } = options;
  const firmware = await firmwareHere();
  const files = await checkFiles(plan, { store, firmware, signal });
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
    host: await knownHostFindings(buildNeeds(recipe, choice), { store, firmware }),
    notHere: files.notHere,
  };
}

type Checked = Choice & { readonly recipe: Recipe; readonly packages: readonly PlannedPackage[] };
type Surroundings = {
  readonly store: string;
  readonly firmware: FirmwareFacts;
  readonly signal: AbortSignal | undefined;
};

/** What the files of a recipe say of themselves, as far as they are here. */
async function checkFiles(
  plan: Checked,
  { store, firmware, signal }: Surroundings,
): Promise<Pick<CheckedRecipe, 'findings' | 'notHere'>> {
  const { media, drivers, release } = plan;
  const storeFiles = storePaths(store);
  const medium = await cachedMedium(storeFiles, media);
  const driverIso = await cachedFile(storeFiles, drivers?.sha256);
  const items = recipeItems(plan);
  const paths = await Promise.all(items.map(({ sha256 }) => cachedFile(storeFiles, sha256)));
  return {
    findings: [
      ...(medium === undefined ? [] : await findingsOf(media.id, checkIso(plan, medium, firmware, signal))),
      ...(driverIso === undefined ? [] : await findingsOf('virtioWin', checkDrivers(driverIso, release, signal))),
    ],
    notHere: items.filter((_, index) => paths[index] === undefined).map(({ id }) => id),
  };
}

async function checkIso(
  plan: Checked,
  path: string,
  firmware: FirmwareFacts,
  signal: AbortSignal | undefined,
): Promise<readonly Finding[]> {
  return await checkMedium(plan, await inspectIso(path, signal), firmware);
}

async function checkDrivers(
  path: string,
  { driverFolder: folder, architecture }: Release,
  signal: AbortSignal | undefined,
): Promise<readonly Finding[]> {
  return folder === undefined ? [] : (await extractDrivers({ path, folder, architecture, signal })).findings;
}

/** What a check found; what ends it is a finding too, so that it hides no other. */
async function findingsOf(where: string, check: Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  return await check.catch((error: unknown) => {
    if (!(error instanceof GoldpaneError) || error.code === 'GP-CANCELLED') throw error;
    const { code: id, message: found, hint: remedy, findings } = error;
    if (findings.length > 0) return findings;
    return [{ id, severity: 'error', where, found, why: 'a build needs it', remedy } as const];
  });
}

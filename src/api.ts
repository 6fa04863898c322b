/**
 * The library's face, and all that the command line uses. A function imports its room when it is called: importing
 * this file costs next to nothing. Whatever fails throws a `GoldpaneError`; whatever waits takes an `AbortSignal`.
 */
export type { ErrorCode } from './base/error-codes.ts';
export { asGoldpaneError, GoldpaneError } from './base/errors.ts';
export type { BootEnd, BootEvent, Event, EventBody, Tick } from './base/events.ts';
export type { Finding, Severity } from './base/findings.ts';
export type { GuestMessage } from './base/guest-channel.ts';
export type { ImageVersion, LayerKey, PlanKey, RunId, Sha256 } from './base/ids.ts';
export type { BundleFile, Manifest } from './base/manifest.ts';
export type { Plan, PlannedLayer, PlannedStep } from './base/plan.ts';
export type { Recipe, RecipeLayer, RecipeStep } from './base/recipe.ts';
export type { Secret } from './base/secret.ts';
export type { Stage } from './base/stages.ts';
export type { BuildOptions, BuildResult } from './build/build-recipe.ts';
export type { AnswerFileWish, CheckedAnswerFile } from './build/check-answer-file.ts';
export type { CheckedHost, CheckHostOptions } from './build/check-host.ts';
export type { CheckedRecipe, CheckOptions } from './build/check-recipe.ts';
export type { FetchedMedia, FetchMediaOptions } from './build/fetch-media.ts';
export type { ImportedFile, ImportMediaOptions } from './build/import-media.ts';
export type { MediaEntry } from './build/list-media.ts';
export type { PlanOptions } from './build/prepare-plan.ts';
export type { ShownMedia } from './build/show-media.ts';
export { environment } from './host/environment.ts';
export type { Fix, FlawedCheck, HostCheck, PassedCheck } from './preflight/host-check.ts';
export type { Clone } from './store/clone.ts';
export type { ImageEntry, ImageList } from './store/images.ts';
export type { Run } from './store/runs.ts';
export type { ShownImage } from './store/show-image.ts';
export type { Store } from './store/store.ts';
export type { AnswerFinding } from './unattend/rules/rule.ts';
export type { Explanation } from './user/explain-code.ts';
export type { Setting, SettingFlags, Settings } from './user/load-settings.ts';

type Build = typeof import('./build/build-recipe.ts');
type Check = typeof import('./build/check-image.ts');
type CheckAnswerFile = typeof import('./build/check-answer-file.ts');
type CheckHost = typeof import('./build/check-host.ts');
type CheckRecipe = typeof import('./build/check-recipe.ts');
type Clones = typeof import('./store/clone.ts');
type Describe = typeof import('./build/describe.ts');
type FetchMedia = typeof import('./build/fetch-media.ts');
type Fixes = typeof import('./preflight/run-fix.ts');
type Images = typeof import('./store/images.ts');
type ImportMedia = typeof import('./build/import-media.ts');
type ListMedia = typeof import('./build/list-media.ts');
type Prepare = typeof import('./build/prepare-plan.ts');
type Render = typeof import('./build/render-recipe.ts');
type Runs = typeof import('./store/runs.ts');
type Show = typeof import('./store/show-image.ts');
type ShowMedia = typeof import('./build/show-media.ts');
type Stores = typeof import('./store/open-store.ts');
type User = typeof import('./user/load-settings.ts');
type DescribePlan = typeof import('./plan/describe-plan.ts').describePlan;
type Explain = typeof import('./user/explain-code.ts');

/** The settings of this user: flags that you pass, the environment, `config.yaml`, defaults. */
export const loadSettings: User['loadSettings'] = async (...args) =>
  (await import('./user/load-settings.ts')).loadSettings(...args);

/** What an error code means, with its page. Throws `GP-CODE-UNKNOWN`. */
export const explainCode: Explain['explainCode'] = async (...args) =>
  (await import('./user/explain-code.ts')).explainCode(...args);

/** Every recipe that a name can stand for. */
export const listRecipes: Describe['listRecipes'] = async (...args) =>
  (await import('./build/describe.ts')).listRecipes(...args);

/** One recipe as loaded: `extends` applied, defaults filled in. */
export const showRecipe: Describe['showRecipe'] = async (...args) =>
  (await import('./build/describe.ts')).showRecipe(...args);

/** Resolves a recipe to its plan: nothing is built and nothing on the host is changed. */
export const preparePlan: Prepare['preparePlan'] = async (...args) =>
  (await import('./build/prepare-plan.ts')).preparePlan(...args);

/** A plan as text for people. */
export async function describePlan(...args: Parameters<DescribePlan>): Promise<string> {
  return (await import('./plan/describe-plan.ts')).describePlan(...args);
}

/** Writes a recipe's answer file and medium trees to a directory, with placeholders for secrets; nothing is booted. */
export const renderRecipe: Render['renderRecipe'] = async (...args) =>
  (await import('./build/render-recipe.ts')).renderRecipe(...args);

/** Builds a recipe and publishes a version of its image, unless one with the same plan is there already. */
export const buildRecipe: Build['buildRecipe'] = async (...args) =>
  (await import('./build/build-recipe.ts')).buildRecipe(...args);

/** Gets into the cache what a recipe is built from, or one file of the catalogue; verified in any case. */
export const fetchMedia: FetchMedia['fetchMedia'] = async (...args) =>
  (await import('./build/fetch-media.ts')).fetchMedia(...args);

/** Takes a file of the user's own into the cache. */
export const importMedia: ImportMedia['importMedia'] = async (...args) =>
  (await import('./build/import-media.ts')).importMedia(...args);

/** What a medium of the catalogue, or any file, holds; nothing is extracted. */
export const showMedia: ShowMedia['showMedia'] = async (...args) =>
  (await import('./build/show-media.ts')).showMedia(...args);

/** Every file that the catalogue knows, and whether it is in the cache. */
export const listMedia: ListMedia['listMedia'] = async (...args) =>
  (await import('./build/list-media.ts')).listMedia(...args);

/** Checks a recipe, its answer file, and its media as far as they are here; nothing is touched. */
export const checkRecipe: CheckRecipe['checkRecipe'] = async (...args) =>
  (await import('./build/check-recipe.ts')).checkRecipe(...args);

/** Checks whether this host can build: it really starts a guest. Nothing is changed. */
export const checkHost: CheckHost['checkHost'] = async (...args) =>
  (await import('./build/check-host.ts')).checkHost(...args);

/** Runs a fix of a check in the user's terminal, as root where it must be. */
export const runFix: Fixes['runFix'] = async (...args) => (await import('./preflight/run-fix.ts')).runFix(...args);

/** Checks anyone's answer file, for a release or recipe when one is named. */
export const checkAnswerFile: CheckAnswerFile['checkAnswerFile'] = async (...args) =>
  (await import('./build/check-answer-file.ts')).checkAnswerFile(...args);

/** Checks a published image: digests, disk, variables and TPM, and a boot from a throw-away overlay. */
export const checkImage: Check['checkImage'] = async (...args) =>
  (await import('./build/check-image.ts')).checkImage(...args);

/** Opens a store, making it where there is none. */
export const openStore: Stores['openStore'] = async (...args) =>
  (await import('./store/open-store.ts')).openStore(...args);

/** Every version of every image in a store. */
export const listImages: Images['listImages'] = async (...args) =>
  (await import('./store/images.ts')).listImages(...args);

/** One image: `name`, `name:channel`, `name:20261121.1` or `name@sha256:…`. */
export const showImage: Show['showImage'] = async (...args) =>
  (await import('./store/show-image.ts')).showImage(...args);

/** The credentials of a version, by name. They are secrets: `reveal()` gives the text. */
export const readCredentials: Show['readCredentials'] = async (...args) =>
  (await import('./store/show-image.ts')).readCredentials(...args);

/** Makes a private guest from an image: an overlay with its own UEFI variables and TPM, in a new directory. */
export const cloneImage: Clones['cloneImage'] = async (...args) =>
  (await import('./store/clone.ts')).cloneImage(...args);

/** Opens a clone that was made before. */
export const openClone: Clones['openClone'] = async (...args) => (await import('./store/clone.ts')).openClone(...args);

/** Puts a clone back to the state of its image: disk, UEFI variables and TPM. The guest must be off. */
export const resetClone: Clones['resetClone'] = async (...args) =>
  (await import('./store/clone.ts')).resetClone(...args);

/** Every run in a store, the newest first. */
export const listRuns: Runs['listRuns'] = async (...args) => (await import('./store/runs.ts')).listRuns(...args);

/** One run and where its evidence lies. */
export const findRun: Runs['findRun'] = async (...args) => (await import('./store/runs.ts')).findRun(...args);

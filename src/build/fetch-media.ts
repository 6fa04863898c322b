import { GoldpaneError } from '../base/errors.ts';
import type { Event } from '../base/events.ts';
import { nearNames } from '../base/near-names.ts';
import type { SourceDigests } from '../base/plan.ts';
import { now } from '../host/clock.ts';
import { catalogueItems, type MediaItem, recipeItems } from '../media/media-item.ts';
import { chooseRelease } from '../plan/choose-release.ts';
import { withAcceptedPackages, withAcceptedPins } from '../recipe/accepted-pins.ts';
import type { AcceptedPin, LockedInputs } from '../recipe/lock-file.ts';
import { openStore } from '../store/open-store.ts';
import { type ObtainedFile, obtainFiles } from './media/obtain-files.ts';
import { type FoundRecipe, findRecipe, readCatalogue } from './recipe/find-recipe.ts';
import { gatherSources, mediaDigest } from './recipe/gather-sources.ts';
import { recipeInputs, writeRecipeLock } from './recipe/recipe-lock.ts';
import { recipePackages } from './recipe/recipe-packages.ts';
import { runWork } from './run/run-work.ts';
import { defaultStoreDirectory } from './store-directory.ts';

/** How to fetch. */
export type FetchMediaOptions = {
  /** The store; `$XDG_DATA_HOME/goldpane` when absent. */
  readonly store?: string | undefined;
  readonly allowPaths?: readonly string[] | undefined;
  /** Takes what the sources have now in place of what is pinned, and writes it into the recipe's lock file. */
  readonly acceptNewHash?: boolean | undefined;
  /** How long one file may take; 12 hours when absent. What came of it stays. */
  readonly timeoutMinutes?: number | undefined;
  /** Opens no connection: verifies what is here. */
  readonly offline?: boolean | undefined;
  readonly onEvent?: ((event: Event) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** What was got, and where it was recorded. */
export type FetchedMedia = { readonly files: readonly ObtainedFile[]; readonly lock?: string };

/**
 * Gets into the cache what a recipe is built from, or one file by its id in the catalogue; verified whether it was there
 * or not. For a recipe its lock file is written. Throws `GP-MEDIA-FETCH`, `GP-MEDIA-HASH`, `GP-MEDIA-MISSING`.
 */
export async function fetchMedia(name: string, options: FetchMediaOptions = {}): Promise<FetchedMedia> {
  const store = await openStore(options.store ?? defaultStoreDirectory(), { create: true });
  const { onEvent, signal, offline, acceptNewHash, timeoutMinutes } = options;
  const found = await recipeOrItem(name, options);
  return await runWork(store, `fetch media ${name}`, { onEvent, signal }, async ({ journal }) => {
    const obtain = { store, emit: journal.emit, signal, offline, acceptNewHash, timeoutMinutes };
    if ('item' in found) {
      if (acceptNewHash) throw acceptNeedsRecipe(name);
      return { files: await obtainFiles([found.item], obtain) };
    }
    const choice = chooseRelease(found.recipe, found.catalogue);
    const sources = await gatherSources(found, choice.release);
    const items = recipeItems({ ...choice, ...recipePackages(found, choice, sources) });
    const files = await obtainFiles(items, { ...obtain, recipe: name });
    const accepted = files.flatMap((file, index) => acceptedPins(file, items[index]));
    for (const { id, sha256, pinned } of accepted) {
      journal.emit({ kind: 'note', text: `${id}: SHA-256 ${sha256} is accepted in place of ${pinned}` });
    }
    const catalogue = withAcceptedPins(found.catalogue, accepted);
    const recipe = withAcceptedPackages(found.recipe, accepted);
    const inputs = await inputsOf({ ...found, recipe, catalogue }, sources);
    const pins = accepted.map((pin) => ({ ...pin, pinned: firstPin(pin, found) }));
    await writeRecipeLock(store, found.lock, { recipe: found.recipe.name, inputs, accepted: pins }, signal);
    return { files, lock: found.lock.path };
  });
}

async function recipeOrItem(
  name: string,
  { allowPaths }: FetchMediaOptions,
): Promise<FoundRecipe | { readonly item: MediaItem }> {
  const catalogue = readCatalogue();
  const items = catalogueItems(await catalogue);
  const item = items.find(({ id }) => id === name);
  if (item) return { item };
  return await findRecipe(name, allowPaths, catalogue).catch((error: unknown) => {
    if (!(error instanceof GoldpaneError) || error.code !== 'GP-RECIPE-NOT-FOUND') throw error;
    const near = nearNames(
      name,
      items.map(({ id }) => id),
    );
    throw near.length === 0 ? error : notFound(name, near, error);
  });
}

async function inputsOf(found: FoundRecipe, sources: SourceDigests): Promise<LockedInputs> {
  const choice = chooseRelease(found.recipe, found.catalogue);
  const digest = await mediaDigest(choice.release, choice.media);
  const { packages } = recipePackages(found, choice, sources);
  return recipeInputs({ ...choice, packages }, sources, digest);
}

/** What was got in place of what was wanted. */
function acceptedPins(file: ObtainedFile, item: MediaItem | undefined): readonly AcceptedPin[] {
  const { id, sha256, sizeBytes, source } = file;
  if (item?.sha256 === undefined || item.sha256 === sha256 || source === undefined) return [];
  return [{ id, pinned: item.sha256, sha256, sizeBytes, source, on: now().toISOString().slice(0, 10) }];
}

/** The first pin, when what was replaced now had been accepted in its place before. */
function firstPin({ id, pinned }: AcceptedPin, { lock }: FoundRecipe): AcceptedPin['pinned'] {
  return lock.content.accepted.find((one) => one.id === id && one.sha256 === pinned)?.pinned ?? pinned;
}

function acceptNeedsRecipe(name: string): GoldpaneError {
  return new GoldpaneError('GP-USAGE', `${name} is no recipe, so there is no lock file for a digest of its own`, {
    hint: 'Name the recipe that is to be built from it: goldpane fetch media RECIPE --accept-new-hash',
  });
}

function notFound(name: string, near: readonly string[], cause: GoldpaneError): GoldpaneError {
  return new GoldpaneError(cause.code, `There is no recipe and no medium ${name}`, {
    hint: `Did you mean ${near.join(' or ')}?`,
    cause,
  });
}

import { GoldpaneError } from '../../base/errors.ts';
import type { EmitEvent } from '../../base/events.ts';
import { type FetchedItem, fetchItem, type PinnedItem } from '../../media/fetch/fetch-item.ts';
import { usualLimits } from '../../media/fetch/fetch-options.ts';
import { mediaState } from '../../media/fetch/media-cache.ts';
import { type MediaItem, manualRoute } from '../../media/media-item.ts';
import { requireFreeSpace } from '../../store/free-space.ts';
import type { Store } from '../../store/store.ts';

/** What decides how files are got. */
export type ObtainOptions = {
  readonly store: Store;
  readonly emit: EmitEvent;
  readonly signal?: AbortSignal | undefined;
  /** Opens no connection: what is not here is missing. */
  readonly offline?: boolean | undefined;
  /** Takes whatever the sources have now, in place of what is pinned. */
  readonly acceptNewHash?: boolean | undefined;
  /** The recipe that wants them, as the user named it. */
  readonly recipe?: string | undefined;
  /** How long one file may take; 12 hours when absent. */
  readonly timeoutMinutes?: number | undefined;
};

/** A file that was got, under the id that it was asked for by. */
export type ObtainedFile = FetchedItem & { readonly id: string };

/**
 * Gets files into the cache, those that must be fetched at the same time. Before anything is fetched it says what
 * nobody but the user can bring, and whether the disk holds all of it. Throws `GP-MEDIA-MISSING` with every file,
 * `GP-HOST-SPACE`, and what `fetchItem` throws.
 */
export async function obtainFiles(
  items: readonly MediaItem[],
  options: ObtainOptions,
): Promise<readonly ObtainedFile[]> {
  await requirePossible(items, options);
  const { signal } = options;
  // One that fails stops the others: they go on where they stopped when the command is given again.
  const failed = new AbortController();
  const either = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  const get = async (item: MediaItem): Promise<ObtainedFile> => {
    try {
      return await obtainFile(item, { ...options, signal: either });
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  };
  const outcomes = await Promise.allSettled(items.map(get));
  if (failed.signal.aborted && !signal?.aborted) throw failed.signal.reason;
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

/** Every file is here or can be fetched, and the disk holds what is missing. */
async function requirePossible(items: readonly MediaItem[], { store, offline = false }: ObtainOptions): Promise<void> {
  const states = await Promise.all(
    items.map(async (item) => ({ item, ...(await mediaState(store.paths, item.sha256)) })),
  );
  const absent = states.filter(({ state }) => state !== 'here');
  const unreachable = absent.map(({ item }) => item).filter((item) => offline || !isFetchable(item));
  if (unreachable.length > 0) throw missingFiles(unreachable, offline);
  await requireFreeSpace(
    absent.map(({ item, bytes }) => ({
      path: store.directory,
      bytes: Math.max(0, (item.sizeBytes ?? 0) - bytes),
      purpose: item.id,
    })),
  );
}

async function obtainFile(item: MediaItem, options: ObtainOptions): Promise<ObtainedFile> {
  const { store, emit, signal, offline, acceptNewHash, recipe, timeoutMinutes } = options;
  const wish = { ...item, ...(offline ? { sources: [] } : {}) } as PinnedItem;
  const limits = timeoutMinutes === undefined ? usualLimits : { ...usualLimits, totalMs: timeoutMinutes * 60_000 };
  const accept = acceptNewHash && !offline;
  const fetch = { cache: store.paths, emit, signal, limits, recipe, acceptNewHash: accept };
  return { id: item.id, ...(await fetchItem(wish, fetch)) };
}

function isFetchable({ sources, sha256 }: MediaItem): boolean {
  return sources.length > 0 && sha256 !== undefined;
}

function missingFiles(items: readonly MediaItem[], offline: boolean): GoldpaneError {
  const names = items.map(({ id }) => id).join(', ');
  const why = offline ? 'and nothing may be fetched: --offline' : 'and cannot be fetched by a program';
  return new GoldpaneError('GP-MEDIA-MISSING', `${names} is not here, ${why}`, {
    hint: items.map(manualRoute).join('; '),
  });
}

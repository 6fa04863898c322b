import { mediaState, readCachedRecord } from '../media/fetch/media-cache.ts';
import { catalogueItems, type MediaItem } from '../media/media-item.ts';
import type { Store } from '../store/store.ts';
import { readCatalogue } from './recipe/find-recipe.ts';

/** A file that the catalogue knows. */
export type MediaEntry = MediaItem & {
  readonly state: 'here' | 'incomplete' | 'missing';
  /** How much of it is here. */
  readonly bytes: number;
  /** Where it is, when it is here. */
  readonly path?: string;
  /** Where it came from, when it is here. */
  readonly from?: string;
};

/** Every file that the catalogue knows and whether it is in the cache; nothing is verified. */
export async function listMedia({ paths }: Store): Promise<readonly MediaEntry[]> {
  return await Promise.all(
    catalogueItems(await readCatalogue()).map(async (item) => {
      const state = await mediaState(paths, item.sha256);
      if (state.state !== 'here' || item.sha256 === undefined) return { ...item, ...state };
      const path = paths.cached(item.sha256);
      const record = await readCachedRecord(path);
      return { ...item, ...state, path, ...(record === undefined ? {} : { from: record.source }) };
    }),
  );
}

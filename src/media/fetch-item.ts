import { dirname } from 'node:path';
import { asGoldpaneError, GoldpaneError, throwIfCancelled } from '../base/errors.ts';
import type { Sha256 } from '../base/ids.ts';
import { fileSize, makeDirectory, pathExists } from '../host/files.ts';
import { hashFile } from '../host/hash-file.ts';
import { lockOwner, waitForLock } from '../host/lock.ts';
import { type FailedSource, fetchError } from './fetch-error.ts';
import type { FetchOptions } from './fetch-options.ts';
import { fetchSource } from './fetch-source.ts';
import { promote, removePartial } from './media-cache.ts';
import { type MediaItem, manualRoute } from './media-item.ts';

/** An item that somebody has pinned. */
export type PinnedItem = MediaItem & { readonly sha256: Sha256 };

/** A file that is in the cache, verified. */
export type FetchedItem = {
  readonly path: string;
  readonly sha256: Sha256;
  readonly sizeBytes: number;
  /** Where it came from just now; absent when it was there already. */
  readonly source?: string | undefined;
};

/**
 * Gets a file into the cache: from there, else from each of its sources in turn, resuming what an earlier call has
 * left. Nothing is kept under a digest but bytes that have it. Throws `GP-MEDIA-FETCH`, `GP-MEDIA-HASH`,
 * `GP-HOST-SPACE`, `GP-CANCELLED`.
 */
export async function fetchItem(item: PinnedItem, options: FetchOptions): Promise<FetchedItem> {
  const { cache, signal } = options;
  const [lock, partial] = [cache.mediaLock(item.sha256), cache.partial(item.sha256)];
  for (const path of [lock, partial]) await makeDirectory(dirname(path), 0o700);
  using _lock = await waitForLock(lock, lockOwner('fetch', item.id), { signal });
  const known = await cachedItem(item, options);
  if (known) return known;
  const failed: FailedSource[] = [];
  for (const source of item.sources) {
    options.emit({ kind: 'note', text: `${item.id} from ${source}` });
    const { found, sha256, cause } = await trySource(item, source, partial, options);
    if (sha256 !== undefined && found === undefined) {
      const sizeBytes = await fileSize(partial);
      return { path: await promote(cache, partial, sha256, item, source), sha256, sizeBytes, source };
    }
    failed.push({ source, found: found ?? '', sha256, cause });
    options.emit({ kind: 'note', text: `${item.id}: ${source}: ${found}` });
  }
  throw fetchError(item, failed);
}

/**
 * The cached file, read again from end to end; one that was damaged is removed when it can be fetched again.
 * Throws `GP-MEDIA-HASH`, `GP-CANCELLED`.
 */
async function cachedItem(
  item: PinnedItem,
  { cache, emit, signal }: Pick<FetchOptions, 'cache' | 'emit' | 'signal'>,
): Promise<FetchedItem | undefined> {
  const { id, sha256 } = item;
  const path = cache.cached(sha256);
  if (!(await pathExists(path))) return undefined;
  const work = `verify:${id}`;
  emit({ kind: 'work.started', work, title: `verify ${id}` });
  const found = await hashFile(path, { signal });
  emit({ kind: 'work.finished', work });
  if (found === sha256) return { path, sha256, sizeBytes: await fileSize(path) };
  const text = `${id} in the cache is damaged: it has SHA-256 ${found}, and ${sha256} is pinned`;
  if (item.sources.length === 0)
    throw new GoldpaneError('GP-MEDIA-HASH', text, { hint: manualRoute(item), paths: [path] });
  emit({ kind: 'note', text });
  await removePartial(path);
  return undefined;
}

/** The digest of what came when it may be kept; else what was found, with the digest when a whole file came. */
async function trySource(
  item: PinnedItem,
  source: string,
  partial: string,
  options: FetchOptions,
): Promise<{ readonly found?: string; readonly sha256?: Sha256; readonly cause?: unknown }> {
  try {
    for (;;) {
      const { sha256, wasResumed } = await fetchSource(item, source, partial, options);
      if (sha256 === item.sha256 || options.acceptNewHash) return { sha256 };
      await removePartial(partial);
      // A part of one file in front of another says nothing of the other: it comes again, from its beginning.
      if (!wasResumed) return { sha256, found: 'it has other bytes' };
    }
  } catch (error) {
    throwIfCancelled(options.signal);
    if (error instanceof GoldpaneError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw noSpace(item, partial, error);
    return { found: asFound(error), cause: error };
  }
}

function asFound(error: unknown): string {
  return error instanceof Error ? error.message : asGoldpaneError(error).message;
}

function noSpace({ id }: MediaItem, partial: string, cause: unknown): GoldpaneError {
  return new GoldpaneError('GP-HOST-SPACE', `The disk became full while ${id} was fetched`, {
    hint: 'Free some space and start the same command again: it goes on where it stopped',
    paths: [dirname(partial)],
    cause,
  });
}

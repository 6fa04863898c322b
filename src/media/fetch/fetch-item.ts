import { dirname } from 'node:path';
import { asGoldpaneError, GoldpaneError, throwIfCancelled } from '../../base/errors.ts';
import type { Sha256 } from '../../base/ids.ts';
import { deadline, monotonicMs } from '../../host/clock.ts';
import { fileSize, makeDirectory, pathExists } from '../../host/files.ts';
import { hashFile } from '../../host/hash-file.ts';
import { lockOwner, waitForLock } from '../../host/lock.ts';
import { proxyFor } from '../../host/proxy-for.ts';
import { type MediaItem, manualRoute } from '../media-item.ts';
import { byteProgress } from './byte-progress.ts';
import { type FailedSource, fetchError, noSpace, tooSlow } from './fetch-error.ts';
import { type FetchOptions, usualLimits } from './fetch-options.ts';
import { fetchSource } from './fetch-source.ts';
import { mediaState, promote, removePartial } from './media-cache.ts';
import { shownAddress } from './shown-address.ts';

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
  const { cache, signal, limits = usualLimits } = options;
  const [lock, partial] = [cache.mediaLock(item.sha256), cache.partial(item.sha256)];
  for (const path of [lock, partial]) await makeDirectory(dirname(path), 0o700);
  using _lock = await waitForLock(lock, lockOwner('fetch', item.id), { signal });
  const known = await cachedItem(item, options);
  if (known) return known;
  const { bytes: hadBytes } = await mediaState(cache, item.sha256);
  const startedMs = monotonicMs();
  const limited = deadline(limits.totalMs, signal);
  try {
    return await fromSources(item, partial, { ...options, signal: limited });
  } catch (error) {
    if (!limited.aborted || signal?.aborted) throw error;
    const { bytes } = await mediaState(cache, item.sha256);
    throw tooSlow(item, { bytes, cameBytes: bytes - hadBytes, tookMs: monotonicMs() - startedMs });
  }
}

async function fromSources(item: PinnedItem, partial: string, options: FetchOptions): Promise<FetchedItem> {
  const failed: FailedSource[] = [];
  for (const address of item.sources) {
    const source = shownAddress(address);
    const proxy = proxyFor(address);
    const way = proxy === undefined ? '' : ` through the proxy ${proxy.host}`;
    options.emit({ kind: 'note', text: `${item.id} from ${source}${way}` });
    const outcome = await trySource(item, address, partial, options);
    if (typeof outcome === 'string') {
      const sizeBytes = await fileSize(partial);
      const path = await promote(options.cache, partial, outcome, item, source);
      return { path, sha256: outcome, sizeBytes, source };
    }
    failed.push({ source, ...outcome });
    options.emit({ kind: 'note', text: `${item.id}: ${source}: ${outcome.found}` });
  }
  throw fetchError(item, failed, options.recipe);
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
  const sizeBytes = await fileSize(path);
  const report = byteProgress(emit, work);
  const found = await hashFile(path, { signal, onProgress: (done) => report(done, sizeBytes) });
  emit({ kind: 'work.finished', work });
  if (found === sha256) return { path, sha256, sizeBytes };
  const text = `${id} in the cache is damaged: it has SHA-256 ${found}, and ${sha256} is pinned`;
  if (item.sources.length === 0)
    throw new GoldpaneError('GP-MEDIA-HASH', text, { hint: manualRoute(item), paths: [path] });
  emit({ kind: 'note', text });
  await removePartial(path);
  return undefined;
}

/** The digest of what came when it may be kept; else what was found. */
async function trySource(
  item: PinnedItem,
  address: string,
  partial: string,
  options: FetchOptions,
): Promise<Sha256 | Omit<FailedSource, 'source'>> {
  try {
    // Parts of several files say nothing of any: what was joined and is wrong comes once more, from its beginning.
    for (const _try of ['with what is here', 'anew']) {
      const { sha256, isJoined } = await fetchSource(item, address, partial, options);
      if (sha256 === item.sha256 || (options.acceptNewHash && !isJoined)) return sha256;
      await removePartial(partial);
      if (!isJoined) return { sha256, found: 'it has other bytes' };
    }
    return { found: 'it has other bytes, which came in parts and may be of several files' };
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

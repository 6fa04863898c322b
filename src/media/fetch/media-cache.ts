import { chmod } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import type { Sha256 } from '../../base/ids.ts';
import { now } from '../../host/clock.ts';
import { renameDurably } from '../../host/file-operations.ts';
import { fileSize, makeDirectory, pathExists, readJson, removeTree } from '../../host/files.ts';
import { writeFileAtomic } from '../../host/write-atomic.ts';
import type { MediaItem } from '../media-item.ts';

/** Where files are kept by their digest; a store's paths are one. */
export type MediaCache = {
  /** The whole, verified file. */
  readonly cached: (sha256: Sha256) => string;
  /** What has come of it so far. */
  readonly partial: (sha256: Sha256) => string;
  /** Held while one process fetches it. */
  readonly mediaLock: (sha256: Sha256) => string;
};

const PartialRecord = z.object({
  schema: z.literal('goldpane/incomplete-media/1'),
  id: z.string(),
  /** The address that it came from, with what tells whether the file there is still the same. */
  source: z.string(),
  validator: z.string().optional(),
  sizeBytes: z.number().optional(),
  /** Its parts came from answers of which nobody has said that they are of one file. */
  isJoined: z.boolean().optional(),
});

/** What is known of a file that has come in part. It stays when a fetch is cut, and says `incomplete`. */
export type PartialRecord = Omit<z.output<typeof PartialRecord>, 'schema'>;

/** How a file came into the cache. */
export type CachedRecord = { readonly id: string; readonly file: string; readonly source: string };

const CachedRecord = z.object({ id: z.string(), file: z.string(), source: z.string(), at: z.string() });

/** The record of a partial file; `undefined` when it has none that can be used. */
export async function readPartialRecord(partial: string): Promise<PartialRecord | undefined> {
  return PartialRecord.safeParse(await readRecord(partial)).data;
}

/** Writes the record of a partial file. */
export async function writePartialRecord(partial: string, record: PartialRecord): Promise<void> {
  await writeFileAtomic(
    recordPath(partial),
    `${JSON.stringify({ schema: 'goldpane/incomplete-media/1', ...record }, null, 2)}\n`,
  );
}

/** Removes a partial file and its record. */
export async function removePartial(partial: string): Promise<void> {
  await removeTree(partial);
  await removeTree(recordPath(partial));
}

/** Gives a verified file its place in the cache, read-only, and says where it came from. */
export async function promote(
  cache: MediaCache,
  partial: string,
  sha256: Sha256,
  { id, file }: Pick<MediaItem, 'id' | 'file'>,
  source: string,
): Promise<string> {
  const path = cache.cached(sha256);
  await makeDirectory(dirname(path), 0o700);
  await chmod(partial, 0o444);
  const record: z.output<typeof CachedRecord> = { id, file, source, at: now().toISOString() };
  await writeFileAtomic(recordPath(path), `${JSON.stringify({ schema: 'goldpane/media/1', ...record }, null, 2)}\n`);
  await renameDurably(partial, path);
  await removePartial(partial);
  return path;
}

/** How a cached file came, when that is known. */
export async function readCachedRecord(path: string): Promise<(CachedRecord & { readonly at: string }) | undefined> {
  return CachedRecord.safeParse(await readRecord(path)).data;
}

/** Where a file stands: whole, in part with so many bytes, or not here. Nothing is verified. */
export async function mediaState(
  cache: MediaCache,
  sha256: Sha256 | undefined,
): Promise<{ readonly state: 'here' | 'incomplete' | 'missing'; readonly bytes: number }> {
  if (sha256 === undefined) return { state: 'missing', bytes: 0 };
  for (const [state, path] of [
    ['here', cache.cached(sha256)],
    ['incomplete', cache.partial(sha256)],
  ] as const) {
    if (await pathExists(path)) return { state, bytes: await fileSize(path) };
  }
  return { state: 'missing', bytes: 0 };
}

function recordPath(path: string): string {
  return `${path}.json`;
}

async function readRecord(path: string): Promise<unknown> {
  return await readJson(recordPath(path)).catch(() => undefined);
}

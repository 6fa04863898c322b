import { fileURLToPath } from 'node:url';
import pRetry from 'p-retry';
import { throwIfCancelled } from '../../base/errors.ts';
import type { Sha256 } from '../../base/ids.ts';
import { delay } from '../../host/clock.ts';
import { copySparse, isFile } from '../../host/files.ts';
import { type GrowingFile, openGrowingFile } from '../../host/growing-file.ts';
import { hashFile } from '../../host/hash-file.ts';
import type { MediaItem } from '../media-item.ts';
import { byteProgress } from './byte-progress.ts';
import { checkFile } from './check-file-start.ts';
import { fetchAttempt } from './fetch-attempt.ts';
import { type FetchOptions, usualLimits } from './fetch-options.ts';
import { FetchProblem } from './fetch-problem.ts';
import { readPartialRecord, removePartial, writePartialRecord } from './media-cache.ts';
import { shownAddress, shownRedirect } from './shown-address.ts';
import { shownMib } from './shown-mib.ts';

/** What a source has given: a whole file, which need not be the right one, and whether its parts may be of several. */
export type BroughtFile = { readonly sha256: Sha256; readonly isJoined: boolean };

/** So much more than ever before is progress: an attempt that brought it does not count as failed. */
const progressBytes = 1024 * 1024;

// Of Node's sockets and DNS, its HTTP parser, and got.
const transientCodes =
  /^(?:E(?:CONN|TIMEDOUT|PIPE|AI_AGAIN|NETUNREACH|HOSTUNREACH)|HPE_|ERR_HTTP_CONTENT_LENGTH|ERR_READING|ERR_STREAM_PREMATURE)/;

/**
 * Brings a whole file from one source to `partial`, going on from what is there. Rejects with a `FetchProblem` when
 * the source cannot give it, and with `GP-CANCELLED`; what came until then stays.
 */
export async function fetchSource(
  item: MediaItem,
  source: string,
  partial: string,
  options: FetchOptions,
): Promise<BroughtFile> {
  const path = localPath(source);
  return await (path === undefined ? download(item, source, partial, options) : copy(item, path, partial, options));
}

async function copy(item: MediaItem, path: string, partial: string, options: FetchOptions): Promise<BroughtFile> {
  const { signal, emit } = options;
  if (!(await isFile(path))) throw new FetchProblem('there is no such file', { next: 'other-source' });
  const problem = await checkFile(item, path);
  if (problem !== undefined) throw new FetchProblem(`it cannot be the file: ${problem}`, { next: 'other-source' });
  await removePartial(partial);
  const work = `copy:${item.id}`;
  emit({ kind: 'work.started', work, title: `copy ${item.id}` });
  try {
    await copySparse(path, partial, signal ? { signal } : {});
    return { sha256: await hashFile(partial, { signal }), isJoined: false };
  } finally {
    emit({ kind: 'work.finished', work });
  }
}

/** The path that a source stands for; `undefined` for an address on the network. */
function localPath(source: string): string | undefined {
  if (source.startsWith('/')) return source;
  return source.startsWith('file:') ? fileURLToPath(source) : undefined;
}

async function download(item: MediaItem, url: string, partial: string, options: FetchOptions): Promise<BroughtFile> {
  const { signal, emit, limits = usualLimits } = options;
  const work = `fetch:${item.id}`;
  emit({ kind: 'work.started', work, title: `fetch ${item.id}` });
  await using file = await openGrowingFile(partial, signal);
  if (file.sizeBytes > 0) emit({ kind: 'note', text: `${item.id}: ${shownMib(file.sizeBytes)} are here already` });
  const attempt = {
    item,
    url,
    file,
    limits,
    signal,
    anySize: options.acceptNewHash ?? false,
    keepRecord: (record: Parameters<typeof writePartialRecord>[1]) => writePartialRecord(partial, record),
    onProgress: byteProgress(emit, work),
    onRedirect: (to: string) =>
      emit({ kind: 'note', text: `${item.id}: ${shownAddress(url)} leads to ${shownRedirect(to)}` }),
  };
  try {
    await pRetry(
      async () => fetchAttempt({ ...attempt, record: await readPartialRecord(partial) }),
      retryOptions(item, file, options),
    );
    const { isJoined = false } = (await readPartialRecord(partial)) ?? {};
    return { sha256: await file.finish(), isJoined };
  } finally {
    emit({ kind: 'work.finished', work });
  }
}

function retryOptions({ id }: MediaItem, file: GrowingFile, { signal, emit, limits = usualLimits }: FetchOptions) {
  let mostBytes = file.sizeBytes;
  return {
    retries: limits.retries,
    minTimeout: limits.firstWaitMs,
    randomize: true,
    ...(signal ? { signal } : {}),
    shouldConsumeRetry: () => {
      const hasProgress = file.sizeBytes >= mostBytes + progressBytes;
      mostBytes = Math.max(mostBytes, file.sizeBytes);
      return !hasProgress;
    },
    shouldRetry: async ({ error, retryDelay }: { readonly error: Error; readonly retryDelay: number }) => {
      throwIfCancelled(signal);
      const askedMs = error instanceof FetchProblem ? (error.waitMs ?? 0) : 0;
      if (!isWorthAsking(error) || askedMs > limits.longestWaitMs) return false;
      emit({ kind: 'note', text: `${id}: ${error.message}; asking again` });
      // p-retry waits as well, and not at all after progress.
      await delay(Math.max(0, Math.max(askedMs, limits.firstWaitMs) - retryDelay), signal);
      return true;
    },
  };
}

/** Errors of a connection may pass; anything else, such as a full disk, would only come again. */
function isWorthAsking(error: Error): boolean {
  if (error instanceof FetchProblem) return error.next === 'again';
  const { code = '' } = error as NodeJS.ErrnoException;
  return transientCodes.test(code);
}

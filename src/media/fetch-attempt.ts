import { startTicking } from '../host/clock.ts';
import type { GrowingFile } from '../host/growing-file.ts';
import { type HttpAnswer, openHttp } from '../host/open-http.ts';
import { checkFileStart, startBytes } from './check-file-start.ts';
import { FetchProblem, statusProblem } from './fetch-problem.ts';
import type { PartialRecord } from './media-cache.ts';
import type { MediaItem } from './media-item.ts';

/** How patient a fetch is. */
export type FetchLimits = {
  /** How long a connection, and then the beginning of an answer, may take. */
  readonly patienceMs: number;
  /** In a time as long as this at least `stallBytes` must come. */
  readonly stallMs: number;
  readonly stallBytes: number;
};

/** One request for what is still missing of a file. */
export type FetchAttempt = {
  readonly item: MediaItem;
  readonly url: string;
  readonly file: GrowingFile;
  /** What an earlier attempt has left, this one's beginning included. */
  readonly record: PartialRecord | undefined;
  readonly keepRecord: (record: PartialRecord) => Promise<void>;
  /** Any size is fine: what comes will be looked at by somebody. */
  readonly anySize: boolean;
  readonly limits: FetchLimits;
  readonly onProgress: (doneBytes: number, totalBytes: number | undefined) => void;
  readonly onRedirect: (url: string) => void;
  readonly signal?: AbortSignal | undefined;
};

/**
 * Asks one address once for the rest of a file and appends what comes. Returns when the server has sent everything.
 * Rejects with a `FetchProblem`, or with what stopped the connection.
 */
export async function fetchAttempt(attempt: FetchAttempt): Promise<void> {
  const { url, file, limits, signal } = attempt;
  const stalled = new AbortController();
  const either = signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal;
  try {
    await using answer = await openHttp({
      url,
      headers: rangeHeaders(attempt),
      patienceMs: limits.patienceMs,
      signal: either,
    });
    if (answer.url !== url) attempt.onRedirect(answer.url);
    const totalBytes = await takeHead(answer, attempt);
    using _watch = watchProgress(file, limits, stalled);
    await takeBody(answer, totalBytes, attempt);
  } catch (error) {
    throw stalled.signal.aborted && !signal?.aborted ? stalled.signal.reason : error;
  }
}

/** Asks for what is missing; a server that knows its file only gives it while it is still the same. */
function rangeHeaders({ url, file, record }: FetchAttempt): Record<string, string> {
  if (file.sizeBytes === 0) return {};
  const validator = record?.source === url ? record.validator : undefined;
  return { range: `bytes=${file.sizeBytes}-`, ...(validator ? { 'if-range': validator } : {}) };
}

/** What an answer says before its body. */
type Head = Pick<HttpAnswer, 'status' | 'header'>;

/** Decides by the head of an answer whether its body is wanted. Gives the size of the whole file when it is said. */
async function takeHead({ status, header }: Head, attempt: FetchAttempt): Promise<number | undefined> {
  const { item, url, file, record } = attempt;
  if (![200, 206, 416].includes(status)) {
    throw statusProblem(status, header('retry-after'), file.sizeBytes > 0 && record?.source === url);
  }
  const totalBytes = totalOf({ status, header });
  refuseAnswer({ status, header }, totalBytes, attempt);
  await continueOrRestart({ status, header }, file);
  await attempt.keepRecord({
    id: item.id,
    source: url,
    validator: validatorOf({ status, header }),
    sizeBytes: totalBytes,
  });
  return totalBytes;
}

/** Only 206 for exactly what was asked continues the file; with 200 it comes from its beginning. */
async function continueOrRestart({ status, header }: Head, file: GrowingFile): Promise<void> {
  if (status === 206 && header('content-range')?.startsWith(`bytes ${file.sizeBytes}-`)) return;
  if (file.sizeBytes > 0) await file.restart();
  if (status === 206) throw new FetchProblem('it sent another part than it was asked for', { next: 'again' });
  if (status === 416) throw new FetchProblem('its file is shorter than what came before', { next: 'again' });
}

function refuseAnswer({ header }: Head, totalBytes: number | undefined, { item, anySize }: FetchAttempt): void {
  const type = header('content-type') ?? '';
  if (/^text\/html\b/i.test(type)) {
    throw new FetchProblem('it sent a web page in place of the file', { next: 'other-source' });
  }
  if (anySize || totalBytes === undefined || item.sizeBytes === undefined || totalBytes === item.sizeBytes) return;
  throw new FetchProblem(`its file has ${totalBytes} bytes, and ${item.sizeBytes} are pinned`, {
    next: 'other-source',
  });
}

async function takeBody(answer: HttpAnswer, totalBytes: number | undefined, attempt: FetchAttempt): Promise<void> {
  const { item, file, onProgress } = attempt;
  const wantedBytes = totalBytes ?? (attempt.anySize ? undefined : item.sizeBytes);
  let start: Buffer | undefined = file.sizeBytes === 0 ? Buffer.alloc(0) : undefined;
  const judge = (bytes: Buffer) => {
    const problem = checkFileStart(item, bytes);
    if (problem !== undefined)
      throw new FetchProblem(`what it sent cannot be the file: ${problem}`, { next: 'other-source' });
  };
  for await (const chunk of answer.body) {
    let bytes = chunk;
    if (start) {
      start = Buffer.concat([start, chunk]);
      if (start.length < startBytes) continue;
      judge(start);
      [bytes, start] = [start, undefined];
    }
    await file.append(bytes);
    if (wantedBytes !== undefined && file.sizeBytes > wantedBytes) {
      await file.restart();
      throw new FetchProblem(`it sent more than the ${wantedBytes} bytes of the file`, { next: 'other-source' });
    }
    onProgress(file.sizeBytes, wantedBytes);
  }
  if (start) {
    judge(start);
    await file.append(start);
  }
  if (totalBytes !== undefined && file.sizeBytes < totalBytes) {
    throw new FetchProblem(`it ended after ${file.sizeBytes} of ${totalBytes} bytes`, { next: 'again' });
  }
}

/** A server that drips keeps a connection alive for ever: what counts is how much comes. */
function watchProgress(file: GrowingFile, { stallMs, stallBytes }: FetchLimits, stalled: AbortController): Disposable {
  let before = file.sizeBytes;
  return startTicking(stallMs, () => {
    const came = file.sizeBytes - before;
    before = file.sizeBytes;
    if (came >= stallBytes) return;
    stalled.abort(new FetchProblem(`only ${came} bytes came in ${stallMs / 1000} s`, { next: 'again' }));
  });
}

/** Size of the whole file, when the server says it. */
function totalOf({ status, header }: Head): number | undefined {
  const text = status === 200 ? header('content-length') : /\/(\d+)$/.exec(header('content-range') ?? '')?.[1];
  return text === undefined ? undefined : Number(text);
}

/** Only a strong entity tag or a date can stand in `If-Range`. Source: RFC 9110, 13.1.5 */
function validatorOf({ header }: Head): string | undefined {
  const tag = header('etag');
  return tag?.startsWith('"') ? tag : header('last-modified');
}

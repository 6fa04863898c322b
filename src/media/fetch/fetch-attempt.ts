import { startTicking } from '../../host/clock.ts';
import type { GrowingFile } from '../../host/growing-file.ts';
import { type HttpAnswer, openHttp } from '../../host/open-http.ts';
import { checkFileStart, startBytes } from './check-file-start.ts';
import { type RestOfFile, rangeHeaders, takeHead } from './fetch-head.ts';
import type { FetchLimits } from './fetch-options.ts';
import { FetchProblem } from './fetch-problem.ts';

/** One request for what is still missing of a file. */
export type FetchAttempt = RestOfFile & {
  readonly limits: Pick<FetchLimits, 'patienceMs' | 'stallMs' | 'stallBytes'>;
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
function watchProgress(
  file: GrowingFile,
  { stallMs, stallBytes }: FetchAttempt['limits'],
  stalled: AbortController,
): Disposable {
  let before = file.sizeBytes;
  return startTicking(stallMs, () => {
    const came = file.sizeBytes - before;
    before = file.sizeBytes;
    if (came >= stallBytes) return;
    stalled.abort(new FetchProblem(`only ${came} bytes came in ${stallMs / 1000} s`, { next: 'again' }));
  });
}

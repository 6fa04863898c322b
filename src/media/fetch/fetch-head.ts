import type { GrowingFile } from '../../host/growing-file.ts';
import type { HttpAnswer } from '../../host/open-http.ts';
import type { MediaItem } from '../media-item.ts';
import { isWebPage } from './check-file-start.ts';
import { FetchProblem, proxyProblem, statusProblem } from './fetch-problem.ts';
import type { PartialRecord } from './media-cache.ts';
import { shownAddress } from './shown-address.ts';

/** What is asked for: the rest of a file at one address. */
export type RestOfFile = {
  readonly item: MediaItem;
  readonly url: string;
  /** What is here; everything is missing when it is empty. */
  readonly file: GrowingFile;
  /** Where that came from. */
  readonly record: PartialRecord | undefined;
  readonly keepRecord: (record: PartialRecord) => Promise<void>;
  /** Any size is fine: what comes will be looked at by somebody. */
  readonly anySize: boolean;
};

/** What an answer says before its body. */
type Head = Pick<HttpAnswer, 'status' | 'header' | 'refusedBy'>;

/** Asks for what is missing; a server that knows its file only gives it while it is still the same. */
export function rangeHeaders(rest: RestOfFile): Record<string, string> {
  const { file } = rest;
  if (file.sizeBytes === 0) return {};
  const validator = knownValidator(rest);
  return { range: `bytes=${file.sizeBytes}-`, ...(validator ? { 'if-range': validator } : {}) };
}

/**
 * Decides by the head of an answer whether its body is wanted, and writes down what it belongs to. Gives the size of the
 * whole file when it is said. Throws a `FetchProblem`.
 */
export async function takeHead(head: Head, rest: RestOfFile): Promise<number | undefined> {
  const { item, url, file, record } = rest;
  const { status, header, refusedBy } = head;
  if (refusedBy !== undefined) throw proxyProblem(status, refusedBy);
  if (![200, 206, 416].includes(status)) {
    throw statusProblem(status, header('retry-after'), file.sizeBytes > 0 && isOf(record, url));
  }
  const totalBytes = totalOf(head);
  refuseAnswer(head, totalBytes, rest);
  await continueOrRestart(head, file);
  const isJoined = file.sizeBytes > 0 && (knownValidator(rest) === undefined || record?.isJoined === true);
  await rest.keepRecord({
    id: item.id,
    source: shownAddress(url),
    validator: validatorOf(head),
    sizeBytes: totalBytes,
    isJoined,
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

function refuseAnswer({ header }: Head, totalBytes: number | undefined, { item, anySize }: RestOfFile): void {
  const type = header('content-type') ?? '';
  if (/^text\/html\b/i.test(type) && !isWebPage(item)) {
    throw new FetchProblem('it sent a web page in place of the file', { next: 'other-source' });
  }
  if (anySize || totalBytes === undefined || item.sizeBytes === undefined || totalBytes === item.sizeBytes) return;
  throw new FetchProblem(`its file has ${totalBytes} bytes, and ${item.sizeBytes} are pinned`, {
    next: 'other-source',
  });
}

/** What the server has said of the file that is here in part. */
function knownValidator({ record, url }: RestOfFile): string | undefined {
  return isOf(record, url) ? record?.validator : undefined;
}

function isOf(record: RestOfFile['record'], url: string): boolean {
  return record?.source === shownAddress(url);
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

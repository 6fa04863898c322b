import { dirname } from 'node:path';
import { GoldpaneError } from '../../base/errors.ts';
import type { Sha256 } from '../../base/ids.ts';
import { type MediaItem, manualRoute } from '../media-item.ts';
import { shownMib } from './shown-mib.ts';

/** A source that did not give the file: why, and the digest of what it gave instead. */
export type FailedSource = {
  readonly source: string;
  readonly found: string;
  readonly sha256?: Sha256 | undefined;
  readonly cause?: unknown;
};

/** The error of a file that none of its sources gave: all of them, and what to do by hand. */
export function fetchError(item: MediaItem, failed: readonly FailedSource[], recipe?: string): GoldpaneError {
  const others = failed.filter(({ sha256 }) => sha256 !== undefined);
  const tried = failed.map(({ source, found }) => `${source}: ${found}`).join('; ');
  const cause = failed.find((one) => one.cause !== undefined)?.cause;
  if (others.length > 0 && new Set(others.map(({ sha256 }) => sha256)).size === 1) {
    const message = `${item.id} has SHA-256 ${others[0]?.sha256} at its source, and ${item.sha256} is pinned (${tried})`;
    return new GoldpaneError('GP-MEDIA-HASH', message, { hint: acceptHint(item, recipe), cause });
  }
  const none = 'it has no address from which programs may fetch it';
  const hint = manualRoute(item);
  return new GoldpaneError('GP-MEDIA-FETCH', `${item.id} could not be fetched: ${tried === '' ? none : tried}`, {
    hint,
    cause,
  });
}

/** The error of a file for which the time is over; what came of it stays. `cameBytes` came in `tookMs`. */
export function tooSlow(
  { id, sizeBytes }: MediaItem,
  { bytes, cameBytes, tookMs }: { readonly bytes: number; readonly cameBytes: number; readonly tookMs: number },
): GoldpaneError {
  const whole = sizeBytes === undefined ? '' : ` of ${shownMib(sizeBytes)}`;
  const rate = `${(Math.max(0, cameBytes) / 1024 / (tookMs / 1000)).toFixed(0)} KiB/s`;
  const minutes = Math.round(tookMs / 60_000);
  const message = `${id} was not fetched within ${minutes} min: ${shownMib(bytes)}${whole} are here, came at ${rate}`;
  return new GoldpaneError('GP-MEDIA-FETCH', message, {
    hint: 'Start the same command again: it goes on where it stopped. With more time: goldpane fetch media NAME --timeout MINUTES',
  });
}

/** The error of a disk that became full although there was room when the fetch began; what came stays. */
export function noSpace({ id }: MediaItem, partial: string, cause: unknown): GoldpaneError {
  return new GoldpaneError('GP-HOST-SPACE', `The disk became full while ${id} was fetched`, {
    hint: 'Free some space and start the same command again: it goes on where it stopped',
    paths: [dirname(partial)],
    cause,
  });
}

function acceptHint({ hashPage }: MediaItem, recipe = 'RECIPE'): string {
  const where = hashPage === undefined ? '' : ` (its publisher lists digests at ${hashPage})`;
  return `See why it was replaced${where}; then: goldpane fetch media ${recipe} --accept-new-hash`;
}

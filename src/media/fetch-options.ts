import type { EmitEvent } from '../base/events.ts';
import type { FetchLimits } from './fetch-attempt.ts';
import type { MediaCache } from './media-cache.ts';

/** How often a source is asked again. */
type RetryLimits = {
  readonly retries: number;
  readonly firstWaitMs: number;
  /** A server that asks for more patience than this is left. */
  readonly longestWaitMs: number;
};

/** How to get a file into the cache. */
export type FetchOptions = {
  readonly cache: MediaCache;
  readonly emit: EmitEvent;
  readonly signal?: AbortSignal | undefined;
  /** Takes whatever file of this kind the source has now. */
  readonly acceptNewHash?: boolean | undefined;
  readonly limits?: FetchLimits & RetryLimits;
};

/** Limits for servers on the Internet. */
export const usualLimits: FetchLimits & RetryLimits = {
  patienceMs: 30_000,
  stallMs: 60_000,
  stallBytes: 64 * 1024,
  retries: 4,
  firstWaitMs: 1000,
  longestWaitMs: 120_000,
};

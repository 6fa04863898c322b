import type { EmitEvent } from '../../base/events.ts';
import type { MediaCache } from './media-cache.ts';

/** How patient a fetch is. */
export type FetchLimits = {
  /** How long a connection, and then the beginning of an answer, may take. */
  readonly patienceMs: number;
  /** In a time as long as this at least `stallBytes` must come. */
  readonly stallMs: number;
  readonly stallBytes: number;
  /** How often a source is asked again without having given more than before. */
  readonly retries: number;
  readonly firstWaitMs: number;
  /** A server that asks for more patience than this is left. */
  readonly longestWaitMs: number;
  /** How long one file may take from all its sources together. */
  readonly totalMs: number;
};

/** How to get a file into the cache. */
export type FetchOptions = {
  readonly cache: MediaCache;
  readonly emit: EmitEvent;
  readonly signal?: AbortSignal | undefined;
  /** Takes whatever file of this kind the source has now. */
  readonly acceptNewHash?: boolean | undefined;
  /** The recipe that wants the file, as the user named it: remedies name it too. */
  readonly recipe?: string | undefined;
  readonly limits?: FetchLimits;
};

/** Limits for servers on the Internet. In twelve hours 8 GiB come at 200 KiB/s. */
export const usualLimits: FetchLimits = {
  patienceMs: 30_000,
  stallMs: 60_000,
  stallBytes: 64 * 1024,
  retries: 4,
  firstWaitMs: 1000,
  longestWaitMs: 120_000,
  totalMs: 12 * 3_600_000,
};

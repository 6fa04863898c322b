import { setTimeout as sleep } from 'node:timers/promises';
import { cancelledError } from '../base/errors.ts';

/** The present moment. */
export function now(): Date {
  return new Date();
}

/** Milliseconds on a clock that never jumps. */
export function monotonicMs(): number {
  return performance.now();
}

/** Calls `tick` every `everyMs` until disposed. It does not keep the process alive. */
export function startTicking(everyMs: number, tick: () => void): Disposable {
  const timer = setInterval(tick, everyMs);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Waits; throws `GP-CANCELLED` at once when `signal` fires. */
export async function delay(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, signal ? { signal } : {});
  } catch (error) {
    if (signal?.aborted) throw cancelledError(signal);
    throw error;
  }
}

/** Whether `work` is settled within `ms`. No timer outlives the answer: one would keep the process from its end. */
export async function settlesWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  const timer = Promise.withResolvers<boolean>();
  const timeout = setTimeout(timer.resolve, ms, false);
  const settled = work.then(
    () => true,
    () => true,
  );
  return await Promise.race([settled, timer.promise]).finally(() => clearTimeout(timeout));
}

/** A signal that fires when `signal` does or after `ms`, whichever is first; the latter gives a `TimeoutError` as reason. */
export function deadline(ms: number, signal?: AbortSignal): AbortSignal {
  const timeout = AbortSignal.timeout(ms);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
}

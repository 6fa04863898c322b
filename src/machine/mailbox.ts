import { delay } from '../host/clock.ts';

/** Things that arrive at any time, for one taker. */
export type Mailbox<T> = {
  readonly put: (thing: T) => void;
  /** The oldest thing, waiting for it at most `timeoutMs`; undefined when none came. Throws `GP-CANCELLED`. */
  readonly take: (timeoutMs: number, signal?: AbortSignal) => Promise<T | undefined>;
  readonly clear: () => void;
};

/** An empty mailbox. */
export function mailbox<T>(): Mailbox<T> {
  const things: T[] = [];
  let wake = () => {};
  const take = async (timeoutMs: number, signal?: AbortSignal) => {
    if (things.length === 0) {
      const arrival = Promise.withResolvers<void>();
      wake = arrival.resolve;
      const over = new AbortController();
      const ended = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
      await Promise.race([arrival.promise, delay(Math.max(0, timeoutMs), ended)]).finally(() => over.abort());
    }
    return things.shift();
  };
  const put = (thing: T) => {
    things.push(thing);
    wake();
  };
  return { put, take, clear: () => void things.splice(0) };
}

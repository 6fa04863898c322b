import { join } from 'node:path';
import type { EmitEvent, Event, EventBody } from '../../base/events.ts';
import { maskSecrets } from '../../base/mask-secrets.ts';
import type { Secret } from '../../base/secret.ts';
import { openLog } from '../../host/byte-files.ts';
import { now } from '../../host/clock.ts';

/** The one writer of a run's `events.jsonl`: the bus from which every other view of the run derives. */
export type Journal = AsyncDisposable & {
  readonly emit: EmitEvent;
  /** What must never be written. Secrets that are added later are masked from then on. */
  readonly secrets: Secret[];
  /** Resolves when every event so far can be read from the file. */
  readonly flush: () => Promise<void>;
};

/** Name of the event log in a run's directory. */
export const eventsFile = 'events.jsonl';

/** Starts the journal of a run. `onEvent` gets each event as it is written; what it throws is dropped. */
export function openJournal(directory: string, onEvent?: (event: Event) => void): Journal {
  const log = openLog(join(directory, eventsFile));
  const secrets: Secret[] = [];
  let seq = 0;
  const emit = (body: EventBody) => {
    const event: Event = masked({ v: 1, seq: ++seq, at: now().toISOString(), ...body }, secrets);
    log.write(`${JSON.stringify(event)}\n`);
    try {
      onEvent?.(event);
    } catch {
      // A listener that fails must not end a build.
    }
  };
  return { emit, secrets, flush: log.flush, [Symbol.asyncDispose]: () => log.close() };
}

/** Text by text: in JSON as a whole, UTF-16 would hide behind its escapes. */
function masked<T>(value: T, secrets: readonly Secret[]): T {
  if (secrets.length === 0) return value;
  return JSON.parse(JSON.stringify(value), (_, part) => (typeof part === 'string' ? maskSecrets(part, secrets) : part));
}

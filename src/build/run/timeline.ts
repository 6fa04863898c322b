import type { Event } from '../../base/events.ts';

/** Where the time of a run went. */
export type Timeline = {
  readonly schema: 'goldpane/timeline/1';
  readonly startedAt: string;
  readonly endedAt: string;
  readonly seconds: number;
  readonly stages: readonly TimelineStage[];
};

/** A stage of one boot. Stages of a boot follow each other without gaps. */
export type TimelineStage = {
  readonly layer: string;
  readonly boot: number;
  readonly stage: string;
  readonly startedAt: string;
  readonly seconds: number;
};

type OpenStage = Omit<TimelineStage, 'seconds'>;

/** The timeline of a run, from its events in order. */
export async function timelineOf(events: AsyncIterable<Event> | Iterable<Event>): Promise<Timeline> {
  const stages: TimelineStage[] = [];
  let open: OpenStage | undefined;
  let first: string | undefined;
  let last = '';
  const close = (at: string) => {
    if (open) stages.push({ ...open, seconds: secondsBetween(open.startedAt, at) });
    open = undefined;
  };
  for await (const event of events) {
    first ??= event.at;
    last = event.at;
    if (event.kind === 'boot.finished') close(event.at);
    if (event.kind !== 'boot.started' && event.kind !== 'stage.entered') continue;
    close(event.at);
    const { layer, boot, at } = event;
    // A boot is in the firmware until something else is seen; 'off' is no time at all.
    const stage = event.kind === 'boot.started' ? 'firmware' : event.stage;
    if (stage !== 'off') open = { layer, boot, stage, startedAt: at };
  }
  close(last);
  const startedAt = first ?? last;
  return { schema: 'goldpane/timeline/1', startedAt, endedAt: last, seconds: secondsBetween(startedAt, last), stages };
}

function secondsBetween(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from)) / 1000 || 0;
}

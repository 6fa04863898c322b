import type { EmitEvent } from '../../base/events.ts';
import { monotonicMs } from '../../host/clock.ts';

const everyBytes = 8 * 1024 * 1024;
const everyMs = 2000;

/** Tells how many bytes of a work are done: every 8 MiB or two seconds, since each time is an event. */
export function byteProgress(emit: EmitEvent, work: string): (doneBytes: number, totalBytes?: number) => void {
  let [toldBytes, toldMs] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  return (done, total = 0) => {
    const nowMs = monotonicMs();
    const isNews = Math.abs(done - toldBytes) >= everyBytes || nowMs - toldMs >= everyMs || done === total;
    if (!isNews || done === toldBytes) return;
    [toldBytes, toldMs] = [done, nowMs];
    emit({ kind: 'work.progress', work, done, total, unit: 'bytes' });
  };
}

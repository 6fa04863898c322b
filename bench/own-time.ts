import { basename } from 'node:path';
import type { Event } from '../src/base/events.ts';
import type { GoldpaneRun } from './goldpane.ts';

/** A stretch of time, in milliseconds since the epoch. */
export type Span = { readonly startMs: number; readonly endMs: number };

/** What works for a build and is not goldpane. The programs that make the rehearsal's medium lie in `mediumSpans`. */
const foreignTools = /^(qemu-system-x86_64|qemu-img|xorriso|swtpm_setup)$/;

/** Lifetimes of QEMU and of the programs that make disks, media and TPM state, from the events of a run. */
export function foreignSpans(events: readonly Event[]): readonly Span[] {
  const started = new Map<string, number>();
  return events.flatMap((event) => {
    const endMs = Date.parse(event.at);
    if (event.kind === 'boot.started') started.set(`${event.layer} ${event.boot}`, endMs);
    if (event.kind === 'boot.finished') {
      return [{ startMs: started.get(`${event.layer} ${event.boot}`) ?? Number.NaN, endMs }];
    }
    if (event.kind === 'tool.ran' && foreignTools.test(basename(event.command[0] ?? ''))) {
      return [{ startMs: endMs - event.durationMs, endMs }];
    }
    return [];
  });
}

/** Making the rehearsal's medium: nothing that a build of Windows would do. */
export function mediumSpans(events: readonly Event[]): readonly Span[] {
  const started = new Map<string, number>();
  return events.flatMap((event) => {
    const atMs = Date.parse(event.at);
    if (event.kind === 'work.started') started.set(event.work, atMs);
    if (event.kind !== 'work.finished' || !event.work.startsWith('rehearsal')) return [];
    return [{ startMs: started.get(event.work) ?? Number.NaN, endMs: atMs }];
  });
}

/** Time within `whole` that none of the spans covers. */
export function uncoveredMs(whole: Span, spans: readonly Span[]): number {
  let [coveredMs, reachedMs] = [0, whole.startMs];
  for (const { startMs, endMs } of spans.toSorted((one, other) => one.startMs - other.startMs)) {
    const from = Math.max(startMs, reachedMs);
    const to = Math.min(endMs, whole.endMs);
    if (to <= from) continue;
    coveredMs += to - from;
    reachedMs = to;
  }
  return whole.endMs - whole.startMs - coveredMs;
}

/** goldpane's own time in a whole process: wall clock minus everything foreign, overlaps counted once. */
export function ownMs(run: GoldpaneRun): number {
  return uncoveredMs(run, [...foreignSpans(run.events), ...mediumSpans(run.events)]);
}

/** goldpane's own time in each part of a build: before the first layer, each layer, and after the last. */
export function ownMsByPart(run: GoldpaneRun): Readonly<Record<string, number>> {
  const spans = [...foreignSpans(run.events), ...mediumSpans(run.events)];
  const parts: Record<string, number> = {};
  let [part, startMs] = ['start-up', run.startMs];
  const close = (endMs: number, next: string) => {
    parts[part] = (parts[part] ?? 0) + uncoveredMs({ startMs, endMs }, spans);
    [part, startMs] = [next, endMs];
  };
  for (const event of run.events) {
    if (event.kind === 'layer.started') close(Date.parse(event.at), `layer ${event.layer}`);
  }
  const sealed = run.events.find((event) => event.kind === 'work.started' && event.work === 'publish');
  if (sealed) close(Date.parse(sealed.at), 'publish and exit');
  close(run.endMs, '');
  return parts;
}

import type { BootEvent, Tick } from '../base/events.ts';

/** When a boot last showed a sign of life. Times are milliseconds of the boot. */
export type Activity = {
  readonly nowMs: number;
  readonly cpuMs: number;
  /** Last sign of any sort: a line, a picture, a read, a write. */
  readonly signAtMs: number;
  /** Processor time that had been used at the last sign. */
  readonly signCpuMs: number;
  readonly ioAtMs: number;
  readonly ioCpuMs: number;
  /** Sum of all bytes read and written. */
  readonly ioBytes: number;
};

export const noActivity: Activity = {
  nowMs: 0,
  cpuMs: 0,
  signAtMs: 0,
  signCpuMs: 0,
  ioAtMs: 0,
  ioCpuMs: 0,
  ioBytes: 0,
};

/** Takes one event in. */
export function trackActivity(activity: Activity, event: BootEvent): Activity {
  switch (event.kind) {
    case 'boot.started':
      return noActivity;
    case 'guest.line':
    case 'guest.message':
    case 'agent.opened':
    case 'agent.closed':
    case 'screen.changed':
      return { ...activity, signAtMs: activity.nowMs, signCpuMs: activity.cpuMs };
    case 'tick':
      return takeTick(activity, event);
    default:
      return activity;
  }
}

function takeTick(activity: Activity, tick: Tick): Activity {
  const nowMs = Math.max(activity.nowMs, tick.elapsedMs);
  const cpuMs = Math.max(activity.cpuMs, tick.cpuMs);
  const ioBytes = tick.diskReadBytes + tick.diskWrittenBytes + tick.cdReadBytes;
  const clock = { ...activity, nowMs, cpuMs };
  if (ioBytes === activity.ioBytes) return clock;
  return { ...clock, ioBytes, signAtMs: nowMs, signCpuMs: cpuMs, ioAtMs: nowMs, ioCpuMs: cpuMs };
}

/** What the processor did meanwhile: a guest that hangs or asks uses almost none, one that spins a whole core. */
export type Pulse = 'idle' | 'busy' | 'partly busy';

/** Judges the processor time between the last sign (or the last read or write) and now. */
export function pulseSince(activity: Activity, what: 'sign' | 'io'): Pulse {
  const [atMs, cpuMs] = what === 'sign' ? [activity.signAtMs, activity.signCpuMs] : [activity.ioAtMs, activity.ioCpuMs];
  const share = (activity.cpuMs - cpuMs) / Math.max(1, activity.nowMs - atMs);
  if (share < 0.15) return 'idle';
  return share >= 0.7 ? 'busy' : 'partly busy';
}

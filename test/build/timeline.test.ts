import { expect, test } from 'vitest';
import type { BootEvent, Event } from '../../src/base/events.ts';
import type { RunId } from '../../src/base/ids.ts';
import type { Stage } from '../../src/base/stages.ts';
import { timelineOf } from '../../src/build/run/timeline.ts';

const startMs = Date.parse('2026-11-21T14:00:00.000Z');
const time = (seconds: number) => new Date(startMs + seconds * 1000).toISOString();

function event(seconds: number, body: BootEvent | { kind: 'run.finished'; outcome: 'done' }): Event {
  return { v: 1, seq: 1, at: time(seconds), ...body };
}

const start: Event = {
  v: 1,
  seq: 1,
  at: time(0),
  kind: 'run.started',
  run: 'r' as RunId,
  command: 'c',
  directory: '/r',
};
const booted = (seconds: number, layer: string, boot: number) =>
  event(seconds, { kind: 'boot.started', layer, boot, pid: 1, command: [] });
const entered = (seconds: number, layer: string, boot: number, stage: Stage) =>
  event(seconds, { kind: 'stage.entered', layer, boot, stage });
const ended = (seconds: number, layer: string, boot: number) =>
  event(seconds, { kind: 'boot.finished', layer, boot, end: { reason: 'shutdown', exitCode: 0, signal: null } });

test.for<{ reason: string; events: Event[]; stages: [string, number, string, number, number][]; seconds: number }>([
  {
    reason: 'a run that boots nothing',
    events: [start, event(2, { kind: 'run.finished', outcome: 'done' })],
    stages: [],
    seconds: 2,
  },
  {
    reason: 'every boot begins in the firmware, and its stages follow each other without gaps',
    events: [
      start,
      booted(1, 'install', 1),
      entered(1, 'install', 1, 'firmware'),
      entered(3, 'install', 1, 'winpe'),
      ended(10, 'install', 1),
      booted(12, 'install', 2),
      ended(15, 'install', 2),
    ],
    stages: [
      ['install', 1, 'firmware', 1, 0],
      ['install', 1, 'firmware', 1, 2],
      ['install', 1, 'winpe', 3, 7],
      ['install', 2, 'firmware', 12, 3],
    ],
    seconds: 15,
  },
  {
    reason: 'off takes no time',
    events: [
      start,
      booted(1, 'seal', 1),
      entered(4, 'seal', 1, 'shutdown'),
      ended(5, 'seal', 1),
      entered(5, 'seal', 1, 'off'),
      event(9, { kind: 'run.finished', outcome: 'done' }),
    ],
    stages: [
      ['seal', 1, 'firmware', 1, 3],
      ['seal', 1, 'shutdown', 4, 1],
    ],
    seconds: 9,
  },
  {
    reason: 'a run that was killed in mid-boot counts to its last event',
    events: [
      start,
      booted(1, 'install', 1),
      entered(2, 'install', 1, 'copy'),
      event(7, { kind: 'guest.line', text: 'x' }),
    ],
    stages: [
      ['install', 1, 'firmware', 1, 1],
      ['install', 1, 'copy', 2, 5],
    ],
    seconds: 7,
  },
  {
    reason: 'a clock that was set back gives no negative time',
    events: [start, booted(5, 'install', 1), ended(3, 'install', 1)],
    stages: [['install', 1, 'firmware', 5, 0]],
    seconds: 3,
  },
])('timelineOf(): $reason', async ({ events, stages, seconds }) => {
  expect(await timelineOf(events)).toEqual({
    schema: 'goldpane/timeline/1',
    startedAt: time(0),
    endedAt: events.at(-1)?.at,
    seconds,
    stages: stages.map(([layer, boot, stage, startedAt, took]) => ({
      layer,
      boot,
      stage,
      startedAt: time(startedAt),
      seconds: took,
    })),
  });
});

test('a timeline of no events at all', async () => {
  expect(await timelineOf([])).toEqual({
    schema: 'goldpane/timeline/1',
    startedAt: '',
    endedAt: '',
    seconds: 0,
    stages: [],
  });
});

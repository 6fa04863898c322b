import { test } from 'vitest';
import * as boots from './boots.ts';

const { at, installOptions, line, resetIn, seconds, stage, started } = boots;

const slow = { ...installOptions, scale: 15 };

test.for<boots.Failing>([
  {
    reason: 'D6: WinPE took its 10 minutes, at work to the end',
    events: [
      started(),
      stage('winpe'),
      ...Array.from({ length: 21 }, (_, index) => at(index * 30, { cdReadBytes: index + 1 })),
    ],
    told: 'GP-GUEST-LIMIT: Stage winpe took longer than its limit of 10 min: the guest is still reading or writing (layer install, stage winpe, boot 1, after 10 min)',
  },
  {
    reason: 'C7: a spinner for ever: the picture changes, nothing is read, the last line is told',
    events: [
      started(),
      stage('winpe'),
      at(60, { cdReadBytes: 1, cpuMs: 1000 }),
      line('setup: loading'),
      ...seconds(90, 600, { cdReadBytes: 1 }).flatMap((tick) => [{ ...tick, cpuMs: tick.elapsedMs }, boots.newPicture]),
    ],
    told: 'GP-GUEST-LIMIT: Stage winpe took longer than its limit of 10 min: nothing was read or written for 9 min and its processor is busy; its last line: "setup: loading" (layer install, stage winpe, boot 1, after 10 min)',
  },
  {
    reason: 'a firmware that says nothing is told apart from a slow one (a picture keeps the stall away)',
    events: [started(), at(50), boots.newPicture, at(100), boots.newPicture, at(120, { cpuMs: 50_000 })],
    told: 'GP-GUEST-LIMIT: The firmware said nothing within 2 min: nothing was read or written for 2 min and its processor is partly busy (layer install, stage firmware, boot 1, after 2 min)',
  },
  {
    reason: 'D6: the limit of a stage counts over the boots that it spans',
    events: [
      ...resetIn(1, [at(1, { diskWrittenBytes: 1 }), ...seconds(30, 1020).flatMap((tick) => [tick, line('x')])]),
      started(2),
      ...seconds(30, 900).flatMap((tick) => [tick, line('y')]),
    ],
    told: 'GP-GUEST-LIMIT: Stage copy took longer than its limit of 30 min: nothing was read or written for 13 min 30 s and its processor is idle; its last line: "y" (layer install, stage copy, boot 2, after 13 min 30 s)',
  },
  {
    reason: 'without KVM every limit is 15 times as long',
    options: slow,
    events: [started(), stage('winpe'), ...seconds(0, 8970).flatMap((tick) => [tick, line('x')])],
    told: undefined,
  },
  {
    reason: 'and then it is over',
    options: slow,
    events: [started(), stage('winpe'), ...seconds(0, 9000).flatMap((tick) => [tick, line('x')])],
    told: 'GP-GUEST-LIMIT: Stage winpe took longer than its limit of 2 h 30 min: nothing was read or written for 2 h 30 min and its processor is idle; its last line: "x" (layer install, stage winpe, boot 1, after 2 h 30 min)',
  },
])('$reason', boots.checkTold);

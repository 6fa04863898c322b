import { test } from 'vitest';
import * as boots from './boots.ts';

const { agentOpened, at, diskStarting, line, seconds, stage, started } = boots;

test.for<boots.Failing>([
  {
    reason: 'a hang: no processor time for half of the limit',
    events: [
      started(),
      stage('winpe'),
      at(60, { cdReadBytes: 1, cpuMs: 50_000 }),
      ...seconds(90, 360, { cdReadBytes: 1, cpuMs: 52_000 }),
    ],
    told: 'GP-GUEST-STALL: No line, no read or write and no new picture for 5 min; its processor is idle, so it hangs or waits for an answer (layer install, stage winpe, boot 1, after 6 min)',
  },
  {
    reason: 'a spin: a whole core is busy',
    events: [
      started(),
      stage('winpe'),
      line('setup: now'),
      ...seconds(0, 300).map((tick) => ({ ...tick, cpuMs: tick.elapsedMs })),
    ],
    told: 'GP-GUEST-STALL: No line, no read or write and no new picture for 5 min; its processor is busy, so it spins; its last line: "setup: now" (layer install, stage winpe, boot 1, after 5 min)',
  },
  {
    reason: 'something in between is told as it is',
    events: [started(), stage('winpe'), ...seconds(0, 300).map((tick) => ({ ...tick, cpuMs: tick.elapsedMs * 0.3 }))],
    told: 'GP-GUEST-STALL: No line, no read or write and no new picture for 5 min; its processor is partly busy (layer install, stage winpe, boot 1, after 5 min)',
  },
  {
    reason: 'never sooner than 10 minutes when the stage is long',
    events: [started(), at(0, { diskWrittenBytes: 1 }), ...seconds(30, 570, { diskWrittenBytes: 1 })],
    told: undefined,
  },
  {
    reason: 'a new picture is a sign of life',
    events: [started(), stage('winpe'), at(200), boots.newPicture, at(450)],
    told: undefined,
  },
  {
    reason: 'a step may be quiet while the agent is there: it has its own limit',
    options: boots.scriptOptions,
    events: [started(1, 'tools'), diskStarting, agentOpened, ...seconds(0, 3600)],
    told: undefined,
  },
  {
    reason: 'the work between ready and power-off is ours',
    events: [started(), boots.ready, agentOpened, ...seconds(0, 900)],
    told: undefined,
  },
  {
    reason: 'a system that boots gets half the time of its agent',
    options: boots.scriptOptions,
    events: [started(1, 'tools'), diskStarting, ...seconds(0, 570)],
    told: undefined,
  },
  {
    reason: 'an open port says nothing before the install is ready',
    events: [started(), stage('first-logon'), agentOpened, ...seconds(0, 600)],
    told: 'GP-GUEST-STALL: No line, no read or write and no new picture for 10 min; its processor is idle, so it hangs or waits for an answer (layer install, stage first-logon, boot 1, after 10 min)',
  },
])('$reason', boots.checkTold);

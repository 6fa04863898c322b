import { expect, test } from 'vitest';
import type { EventBody } from '../../src/base/events.ts';
import type { Diagnosis } from '../../src/watch/diagnose.ts';
import { diagnose } from '../../src/watch/diagnose.ts';
import * as boots from './boots.ts';

const { agentOpened, at, diskStarting, finished, line, machineEvent, stage, started } = boots;

const failed = (code: string, message: string, hint = 'Try again'): EventBody => ({
  kind: 'run.finished',
  outcome: 'failed',
  code,
  message,
  hint,
});
const stepStarted: EventBody = { kind: 'step.started', layer: 'tools', step: '01-office', title: 'Office' };
const stepOutput = (text: string): EventBody => ({ kind: 'step.output', layer: 'tools', step: '01-office', text });
const stepFinished = (exitCode: number): EventBody => ({
  kind: 'step.finished',
  layer: 'tools',
  step: '01-office',
  exitCode,
  accepted: exitCode === 0,
});

test.for<{ reason: string; events: readonly EventBody[]; expected: Diagnosis | undefined }>([
  {
    reason: 'nothing failed',
    events: [...boots.healthyInstall, { kind: 'run.finished', outcome: 'done' }],
    expected: undefined,
  },
  {
    reason: 'what the run said stands when no guest was running',
    events: [failed('GP-MEDIA-HASH', 'The ISO has another digest')],
    expected: {
      code: 'GP-MEDIA-HASH',
      sentence: 'The ISO has another digest',
      remedy: 'Try again',
      evidence: [],
    },
  },
  {
    reason: 'a control socket that closed is only what followed the full disk',
    events: [
      started(1),
      at(5),
      machineEvent('BLOCK_IO_ERROR', { action: 'stop', nospace: true, operation: 'write' }),
      finished('quit'),
      failed('GP-QMP', 'QEMU closed its control socket'),
    ],
    expected: {
      code: 'GP-MACHINE-IO',
      sentence:
        "The host's disk is full: QEMU could not write to the guest's disk and stopped the guest (layer install, stage firmware, boot 1, after 5 s)",
      remedy: 'Free space where the store lies, then start the same command again: it goes on at the last checkpoint',
      stage: 'firmware',
      evidence: [],
    },
  },
  {
    reason: 'a run that was ended before it could say anything is told from its boots',
    events: [started(1), stage('winpe'), finished('lost', { exitCode: null, signal: 'SIGTERM' })],
    expected: {
      code: 'GP-MACHINE-LOST',
      sentence: 'QEMU was killed by SIGTERM (layer install, stage winpe, boot 1, after 0 s)',
      remedy:
        'Read the machine.output lines in events.jsonl. Start the same command again: it goes on at the last checkpoint',
      stage: 'winpe',
      evidence: [],
    },
  },
  {
    reason: 'a stall alone says little: the text of the guest explains it',
    events: [
      started(1),
      stage('winpe'),
      line('setup: FATAL no image "Windows 12 Pro"'),
      line('waiting'),
      failed('GP-GUEST-STALL', 'No sign of life'),
    ],
    expected: {
      code: 'GP-GUEST-STALL',
      sentence: 'No sign of life; the guest\'s text names the cause: "setup: FATAL no image "Windows 12 Pro""',
      remedy: 'Mend what the guest says it could not do',
      stage: 'winpe',
      evidence: ['setup: FATAL no image "Windows 12 Pro"', 'waiting'],
    },
  },
  {
    reason: 'without such a text the last lines are shown',
    events: [started(1), stage('oobe'), line('hm'), failed('GP-GUEST-LIMIT', 'Took too long')],
    expected: {
      code: 'GP-GUEST-LIMIT',
      sentence: 'Took too long',
      remedy: 'Try again',
      stage: 'oobe',
      evidence: ['hm'],
    },
  },
  {
    reason: 'a failed step is told with its last line, although the run only says that it failed',
    events: [
      started(1, 'tools'),
      diskStarting,
      agentOpened,
      stepStarted,
      stepOutput('old\n'),
      stepFinished(0),
      stepStarted,
      stepOutput('one\r\nsetup.exe: no licence\n'),
      stepFinished(17),
      failed('GP-INTERNAL', 'goldpane failed'),
    ],
    expected: {
      code: 'GP-GUEST-STEP',
      sentence: 'Step 01-office of layer tools ended with exit code 17; its last line: "setup.exe: no licence"',
      remedy: "Mend the step's script, then start the same command again: finished layers are kept",
      evidence: ['one', 'setup.exe: no licence'],
    },
  },
  {
    reason: 'a step that said nothing',
    events: [stepStarted, stepFinished(1)],
    expected: {
      code: 'GP-GUEST-STEP',
      sentence: 'Step 01-office of layer tools ended with exit code 1',
      remedy: "Mend the step's script, then start the same command again: finished layers are kept",
      evidence: [],
    },
  },
  {
    reason: 'an earlier boot that we ended is forgotten; each layer is watched by its own kind',
    events: [
      ...boots.resetIn(1, [at(1, { diskWrittenBytes: 1 })], 'install'),
      started(1, 'seal'),
      agentOpened,
      finished('shutdown'),
    ],
    expected: {
      code: 'GP-GUEST-OFF',
      sentence: 'The guest shut itself down, but never said "done" (layer seal, stage seal, boot 1, after 0 s)',
      remedy: 'Look at the last screenshot and the last lines of serial.log',
      stage: 'seal',
      evidence: [],
    },
  },
  {
    reason: 'a boot that was lost and went well when it was done again',
    events: [started(1), finished('lost', { exitCode: 1 }), started(1), boots.ready, finished('shutdown')],
    expected: undefined,
  },
  {
    reason: 'a code of a newer goldpane and no words at all',
    events: [{ kind: 'run.finished', outcome: 'failed', code: 'GP-FUTURE' }],
    expected: {
      code: 'GP-INTERNAL',
      sentence: 'The run failed without saying why',
      remedy: 'Open events.jsonl of the run',
      evidence: [],
    },
  },
  {
    reason: 'a cancelled run did not fail',
    events: [started(1), finished('quit'), { kind: 'run.finished', outcome: 'cancelled' }],
    expected: undefined,
  },
])('$reason', ({ events, expected }) => {
  expect(diagnose(events)).toEqual(expected);
});

test('with its limits a diagnosis sees a stage run out of time by itself', () => {
  const events = [
    started(1),
    stage('winpe'),
    ...boots.seconds(0, 600, { cpuMs: 1 }).flatMap((tick) => [tick, line('.')]),
  ];

  expect(diagnose(events)).toBeUndefined();
  expect(diagnose(events, { limits: boots.limits, scale: 1 })?.code).toBe('GP-GUEST-LIMIT');
});

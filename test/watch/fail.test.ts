import { expect, test } from 'vitest';
import { describeDuration } from '../../src/watch/fail.ts';
import * as boots from './boots.ts';

const { at, finished, installOptions, line, machineEvent, partial, stage, started } = boots;

test('a failure carries all that a person needs', () => {
  const events = [started(), stage('winpe'), line('one\ntwo'), partial('three'), at(5), machineEvent('GUEST_PANICKED')];

  expect(boots.failureOf(installOptions, events)).toEqual({
    kind: 'fail',
    code: 'GP-GUEST-PANIC',
    message: 'The guest crashed (layer install, stage winpe, boot 1, after 5 s)',
    hint: 'Look at the last screenshot; build again, and with another virtio-win version when it crashes again',
    stage: 'winpe',
    boot: 1,
    elapsedMs: 5000,
    evidence: ['one', 'two', 'three'],
  });
});

test.for([
  {
    reason: 'a lost boot device',
    events: [machineEvent('GUEST_PANICKED', { info: { arg1: 0x7b } })],
    hint: 'virtio-win',
  },
  { reason: 'memory ran out', events: [finished('lost', { signal: 'SIGKILL' })], hint: 'dmesg' },
  {
    reason: 'an evaluation that ended',
    events: [at(3500, { diskWrittenBytes: 1 }), finished('shutdown')],
    hint: 'evaluation',
  },
  {
    reason: 'a full host',
    events: [machineEvent('BLOCK_IO_ERROR', { action: 'stop', nospace: true })],
    hint: 'Free space',
  },
])('the hint fits: $reason', ({ events, hint }) => {
  const options = { ...installOptions, limits: { ...boots.limits, copy: 600 } };

  expect(boots.failureOf(options, [started(), ...events])?.hint).toContain(hint);
});

test.for([
  { reason: 'less than a minute', durationMs: 59_999, text: '59 s' },
  { reason: 'whole minutes', durationMs: 120_000, text: '2 min' },
  { reason: 'minutes and seconds', durationMs: 200_000, text: '3 min 20 s' },
  { reason: 'whole hours', durationMs: 7_200_000, text: '2 h' },
  { reason: 'hours and minutes', durationMs: 3_900_000, text: '1 h 5 min' },
])('a duration in words: $reason', ({ durationMs, text }) => {
  expect(describeDuration(durationMs)).toBe(text);
});

test.for([
  {
    reason: 'the text of a guest explains a limit',
    lines: ['setup: FATAL no image "Windows 12 Pro"', 'waiting'],
    said: '; its last line: "waiting"; the guest said "setup: FATAL no image "Windows 12 Pro"" (',
    hint: 'Mend what the guest says it could not do',
  },
  {
    reason: 'a text that is told already is not told twice',
    lines: ['Kernel panic - not syncing'],
    said: '; its last line: "Kernel panic - not syncing" (',
    hint: 'Build again; when it crashes again, this host may not suit the guest',
  },
  {
    reason: 'a text that nobody knows explains nothing',
    lines: ['hm'],
    said: '; its last line: "hm" (',
    hint: 'Look at the last screenshot; when the guest was still at work, raise limits.winpe in the recipe',
  },
])('$reason', ({ lines, said, hint }) => {
  const busy = boots.seconds(0, 600, { cpuMs: 1 }).flatMap((tick) => [tick, ...lines.map((text) => line(text))]);

  const failure = boots.failureOf(installOptions, [started(), stage('winpe'), ...busy]);

  expect({ code: failure?.code, hint: failure?.hint }).toEqual({ code: 'GP-GUEST-LIMIT', hint });
  expect(failure?.message).toContain(said);
});

test('a failure that says enough is left as it is', () => {
  const events = [started(), stage('winpe'), line('FATAL: all is lost'), machineEvent('GUEST_PANICKED')];

  expect(boots.failureOf(installOptions, events)?.message).toBe(
    'The guest crashed (layer install, stage winpe, boot 1, after 0 s)',
  );
});

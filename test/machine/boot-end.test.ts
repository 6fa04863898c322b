import { expect, test } from 'vitest';
import { bootEnd } from '../../src/machine/boot-end.ts';

const nothing = { hasPanicked: false, hasFailed: false, wasQuit: false };

test.for([
  { traces: { ...nothing, shutdownReason: 'guest-reset' }, code: 0, end: 'reset', reason: 'the guest restarts' },
  { traces: { ...nothing, shutdownReason: 'guest-shutdown' }, code: 0, end: 'shutdown', reason: 'the guest is done' },
  { traces: nothing, code: 0, end: 'lost', reason: 'exit 0 without an event proves nothing' },
  {
    traces: { ...nothing, shutdownReason: 'guest-shutdown' },
    code: 1,
    end: 'lost',
    reason: 'it failed on its way out',
  },
  { traces: { ...nothing, shutdownReason: 'host-signal' }, code: 0, end: 'lost', reason: 'someone else ended it' },
  { traces: { ...nothing, wasQuit: true }, code: 0, end: 'quit', reason: 'the event was lost after our quit' },
  { traces: { ...nothing, wasQuit: true }, code: null, end: 'quit', reason: 'we had to kill it' },
  {
    traces: { ...nothing, wasQuit: true, shutdownReason: 'guest-shutdown' },
    code: 0,
    end: 'shutdown',
    reason: 'the guest was faster than our quit',
  },
  {
    traces: { ...nothing, hasPanicked: true, wasQuit: true },
    code: 0,
    end: 'panic',
    reason: 'we end it after the picture',
  },
  { traces: { ...nothing, shutdownReason: 'guest-panic' }, code: 0, end: 'panic', reason: 'QEMU ended it by itself' },
  { traces: { ...nothing, hasFailed: true, wasQuit: true }, code: 0, end: 'lost', reason: 'KVM gave up, QEMU stayed' },
])('bootEnd() is $end: $reason', ({ traces, code, end }) => {
  expect(bootEnd(traces, { exitCode: code, signal: null })).toEqual({ reason: end, exitCode: code, signal: null });
});

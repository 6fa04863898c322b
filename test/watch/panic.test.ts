import { test } from 'vitest';
import * as boots from './boots.ts';

const { at, finished, machineEvent, stage, started } = boots;

test.for<boots.Failing>([
  {
    reason: 'pvpanic',
    events: [
      started(),
      stage('winpe'),
      at(9),
      machineEvent('GUEST_PANICKED', { action: 'pause' }),
      machineEvent('STOP', { status: 'guest-panicked' }),
    ],
    told: 'GP-GUEST-PANIC: The guest crashed (layer install, stage winpe, boot 1, after 9 s)',
  },
  {
    reason: "Hyper-V's registers name the bug check",
    events: [started(), machineEvent('GUEST_PANICKED', { action: 'pause', info: { type: 'hyper-v', arg1: 0x7b } })],
    told: 'GP-GUEST-PANIC: The guest crashed with bug check 0x7B (layer install, stage firmware, boot 1, after 0 s)',
  },
  {
    reason: 'information of another sort is passed over',
    events: [started(), machineEvent('GUEST_PANICKED', { action: 'pause', info: { type: 's390', arg1: 'x' } })],
    told: 'GP-GUEST-PANIC: The guest crashed (layer install, stage firmware, boot 1, after 0 s)',
  },
  {
    reason: 'only the end of the boot tells it, with exit code 0',
    events: [started(), at(3), finished('panic')],
    told: 'GP-GUEST-PANIC: The guest crashed (layer install, stage firmware, boot 1, after 3 s)',
  },
])('$reason', boots.checkTold);

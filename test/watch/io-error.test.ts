import { test } from 'vitest';
import * as boots from './boots.ts';

const { at, machineEvent, started } = boots;

test.for<boots.Failing>([
  {
    reason: 'H1: the disk of the host is full',
    events: [
      started(),
      at(60, { diskWrittenBytes: 1 }),
      machineEvent('BLOCK_IO_ERROR', {
        device: '',
        'node-name': 'disk',
        operation: 'write',
        action: 'stop',
        nospace: true,
        reason: 'No space left on device',
      }),
      machineEvent('STOP', { status: 'io-error' }),
    ],
    told: "GP-MACHINE-IO: The host's disk is full: QEMU could not write to the guest's disk and stopped the guest (layer install, stage copy, boot 1, after 1 min)",
  },
  {
    reason: 'another error of the disk',
    events: [
      started(),
      machineEvent('BLOCK_IO_ERROR', {
        operation: 'read',
        action: 'stop',
        nospace: false,
        reason: 'Input/output error',
      }),
    ],
    told: "GP-MACHINE-IO: QEMU could not read from the guest's disk and stopped the guest: Input/output error (layer install, stage firmware, boot 1, after 0 s)",
  },
  {
    reason: 'the event was missed, the status is there',
    events: [started(), machineEvent('STOP', { status: 'io-error' })],
    told: "GP-MACHINE-IO: QEMU could not write to the guest's disk and stopped the guest (layer install, stage firmware, boot 1, after 0 s)",
  },
  {
    reason: 'an error that only the guest is told about is its own business',
    events: [started(), machineEvent('BLOCK_IO_ERROR', { operation: 'read', action: 'report', nospace: false })],
    told: undefined,
  },
])('$reason', boots.checkTold);

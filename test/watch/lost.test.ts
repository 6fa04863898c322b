import { test } from 'vitest';
import * as boots from './boots.ts';

const { at, finished, output, ready, shutdownRequested, stage, started } = boots;

test.for<boots.Failing>([
  {
    reason: 'QEMU was killed in mid-install',
    events: [started(), stage('winpe'), at(70), finished('lost', { exitCode: null, signal: 'SIGKILL' })],
    told: 'GP-MACHINE-LOST: QEMU was killed by SIGKILL (layer install, stage winpe, boot 1, after 1 min 10 s)',
  },
  {
    reason: 'QEMU refused something: its own words are told',
    events: [
      started(),
      output('qemu-system-x86_64: -device nope: unknown device\n'),
      finished('lost', { exitCode: 1 }),
    ],
    told: 'GP-MACHINE-LOST: QEMU ended with exit code 1; its last words: "qemu-system-x86_64: -device nope: unknown device" (layer install, stage firmware, boot 1, after 0 s)',
  },
  {
    reason: 'nobody knows how it ended',
    events: [started(), finished('lost', { exitCode: null })],
    told: 'GP-MACHINE-LOST: QEMU ended with exit code unknown (layer install, stage firmware, boot 1, after 0 s)',
  },
  {
    reason: 'the guest shut down well but QEMU failed at its end: the disk may lack its last writes',
    events: [started(), ready, shutdownRequested, finished('shutdown', { exitCode: 1 })],
    told: "GP-MACHINE-LOST: QEMU ended with exit code 1 after the guest's shutdown (layer install, stage shutdown, boot 1, after 0 s)",
  },
  {
    reason: 'the TPM was what QEMU lost',
    events: [
      started(),
      output('qemu-system-x86_64: tpm-emulator: probing failed : Broken pipe'),
      output('and another line'),
      finished('lost', { exitCode: 1 }),
    ],
    told: 'GP-MACHINE-TPM: QEMU ended with exit code 1; its last words: "qemu-system-x86_64: tpm-emulator: probing failed : Broken pipe" (layer install, stage firmware, boot 1, after 0 s)',
  },
  { reason: 'we ended it ourselves', events: [started(), finished('quit', { signal: 'SIGTERM' })], told: undefined },
])('$reason', boots.checkTold);

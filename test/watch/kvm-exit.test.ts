import { test } from 'vitest';
import * as boots from './boots.ts';

const { machineEvent, output, started } = boots;

test.for<boots.Failing>([
  {
    reason: 'C6: KVM stopped the guest',
    events: [started(), machineEvent('STOP', { status: 'internal-error' })],
    told: 'GP-MACHINE-KVM-EXIT: KVM could not go on with the guest: QEMU reports internal-error (layer install, stage firmware, boot 1, after 0 s)',
  },
  {
    reason: 'C6: its words on stderr come first',
    events: [
      started(),
      output('qemu: warning\nKVM internal error. Suberror: 1\nextra data[0]: 0x0\nemulation failure\n'),
      machineEvent('STOP'),
    ],
    told: 'GP-MACHINE-KVM-EXIT: KVM could not go on with the guest: QEMU reports "KVM internal error. Suberror: 1" (layer install, stage firmware, boot 1, after 0 s)',
  },
  {
    reason: 'C6: the hardware refused to enter the guest',
    events: [started(), output('KVM: entry failed, hardware error 0x80000021')],
    told: 'GP-MACHINE-KVM-EXIT: KVM could not go on with the guest: QEMU reports "KVM: entry failed, hardware error 0x80000021" (layer install, stage firmware, boot 1, after 0 s)',
  },
  {
    reason: 'a warning of QEMU and a pause of ours are no failure',
    events: [
      started(),
      output("warning: TCG doesn't support requested feature\n"),
      machineEvent('STOP', { status: 'paused' }),
    ],
    told: undefined,
  },
])('$reason', boots.checkTold);

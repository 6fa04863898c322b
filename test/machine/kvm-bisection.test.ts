import { expect, test } from 'vitest';
import { judgeKvm } from '../../src/machine/kvm-bisection.ts';

const failure = { found: 'refused', remedy: 'as the failure says' };

test.for([
  {
    reason: 'the first part that is left out helps',
    attempts: [{ part: 'hyper-v', found: undefined }],
    verdict: { usable: false, found: 'KVM here refuses Hyper-V interfaces: refused' },
  },
  {
    reason: 'a part that changed nothing is not guilty',
    attempts: [
      { part: 'hyper-v', found: 'refused' },
      { part: 'arch-capabilities', found: 'refused' },
      { part: 'smm', found: undefined },
    ],
    verdict: { usable: false, found: 'KVM here refuses system management mode: refused' },
  },
  {
    reason: 'each part is compared with the try before it',
    attempts: [
      { part: 'hyper-v', found: 'refused otherwise' },
      { part: 'arch-capabilities', found: 'refused otherwise' },
      { part: 'smm', found: undefined },
    ],
    verdict: {
      usable: false,
      found: 'KVM here refuses Hyper-V interfaces and system management mode: refused',
    },
  },
  {
    reason: 'a register that guests do without is left out from now on',
    attempts: [
      { part: 'hyper-v', found: 'refused' },
      { part: 'arch-capabilities', found: undefined },
    ],
    verdict: { usable: true, without: ['arch-capabilities'] },
  },
  {
    reason: 'nothing helps, yet KVM runs a program: the firmware is where it ends',
    attempts: [{ part: 'smm', found: 'the firmware said nothing' }],
    verdict: { usable: false, found: 'KVM runs a tiny program, but no firmware: refused', remedy: failure.remedy },
  },
  {
    reason: 'C6: not even the program runs',
    attempts: [{ part: 'smm', found: 'refused' }],
    bios: 'KVM internal error',
    verdict: { usable: false, found: expect.stringMatching(/runs no guest, .*: KVM internal error$/) },
  },
] as const)('judgeKvm(): $reason', ({ attempts, verdict, ...rest }) => {
  const bios = 'bios' in rest ? rest.bios : undefined;

  expect(judgeKvm({ failure, attempts, bios })).toMatchObject(verdict);
});

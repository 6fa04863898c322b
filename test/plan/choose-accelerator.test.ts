import { expect, test } from 'vitest';
import type { AcceleratorVerdict } from '../../src/base/host-profile.ts';
import { chooseAccelerator } from '../../src/plan/choose-accelerator.ts';

const works: AcceleratorVerdict = { usable: true };
const broken: AcceleratorVerdict = {
  usable: false,
  found: '/dev/kvm opens, but the guest did not run',
  remedy: 'Turn on nested virtualisation',
};

test.for([
  ['KVM is taken when it works', 'refused', works, undefined, 'kvm', []],
  ['KVM is taken although emulation would do', 'allowed', works, undefined, 'kvm', []],
  ['KVM is taken when asked for', 'refused', works, 'kvm', 'kvm', []],
  ['emulation is taken when asked for', 'refused', works, 'tcg', 'tcg', ['the command asks for emulation']],
  [
    'emulation is a Windows way too, when asked for',
    'refused',
    broken,
    'tcg',
    'tcg',
    ['the command asks for emulation'],
  ],
  [
    'emulation is taken where the recipe allows it',
    'allowed',
    broken,
    undefined,
    'tcg',
    ['KVM cannot be used: /dev/kvm opens, but the guest did not run'],
  ],
] as const)('chooseAccelerator(): %s', ([, emulation, kvm, wanted, accelerator, found]) => {
  const choice = chooseAccelerator({ name: 'office', emulation }, { accelerators: { kvm } }, wanted);

  expect([choice.accelerator, choice.findings.map((finding) => finding.found)]).toEqual([accelerator, found]);
});

test.for([
  [
    'a Windows recipe without KVM',
    'refused',
    undefined,
    'Turn on nested virtualisation; or accept 10 to 20 times the time with --accel tcg',
  ],
  ['KVM asked for by name, although emulation would do', 'allowed', 'kvm', 'Turn on nested virtualisation'],
] as const)('chooseAccelerator() finds an error with the remedy in %s', ([, emulation, wanted, remedy]) => {
  const choice = chooseAccelerator({ name: 'office', emulation }, { accelerators: { kvm: broken } }, wanted);

  expect(choice).toEqual({
    accelerator: 'kvm',
    findings: [
      {
        id: 'GP-HOST-KVM',
        severity: 'error',
        where: 'accelerator',
        found: 'KVM cannot be used: /dev/kvm opens, but the guest did not run',
        why: 'the recipe office needs it',
        remedy,
      },
    ],
  });
});

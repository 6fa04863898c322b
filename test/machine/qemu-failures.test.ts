import { expect, test } from 'vitest';
import { lossError, qemuFailure } from '../../src/machine/qemu-failures.ts';

test.for([
  {
    output:
      'Could not access KVM kernel module: No such file or directory\nqemu-system-x86_64: failed to initialize kvm: No such file or directory',
    code: 'GP-HOST-KVM',
    reason: 'no /dev/kvm',
  },
  { output: 'Could not access KVM kernel module: Permission denied', code: 'GP-HOST-KVM', reason: 'not in the group' },
  { output: 'qemu-system-x86_64: error: failed to set MSR 0x10a to 0x1', code: 'GP-HOST-KVM', reason: 'C6: MSR' },
  {
    output: 'qemu-system-x86_64: System Management Mode not supported by this hypervisor.',
    code: 'GP-HOST-KVM',
    reason: 'no SMM',
  },
  {
    output: "qemu-system-x86_64: kernel doesn't allow setting HyperV VP_INDEX",
    code: 'GP-HOST-KVM',
    reason: 'no Hyper-V interface',
  },
  { output: 'KVM internal error. Suberror: 1\nemulation failure', code: 'GP-MACHINE-KVM-EXIT', reason: 'C6' },
  { output: 'KVM: entry failed, hardware error 0x80000021', code: 'GP-MACHINE-KVM-EXIT', reason: 'C6: entry failed' },
  {
    output: 'qemu-system-x86_64: tpm-emulator: TPM result for CMD_INIT: 0x9 operation failed',
    code: 'GP-MACHINE-TPM',
    reason: 'another swtpm has the state',
  },
  {
    output:
      'qemu-system-x86_64: -blockdev {"x":1}: Failed to get "write" lock\nIs another process using the image [/x]?',
    code: 'GP-MACHINE-START',
    reason: 'the disk is in use',
  },
  {
    output: "qemu-system-x86_64: cannot set up guest memory 'pc.ram': Cannot allocate memory",
    code: 'GP-HOST-MEMORY',
    reason: 'too little memory',
  },
  {
    output: "qemu-system-x86_64: -blockdev {}: Could not open '/x.iso': No such file or directory",
    code: 'GP-MACHINE-START',
    reason: 'a file is gone',
  },
  {
    output: "qemu-system-x86_64: -device {}: 'tpm-crb' is not a valid device model name",
    code: 'GP-MACHINE-START',
    reason: 'a device is in a package that is not installed',
  },
])('qemuFailure() is $code: $reason', ({ output, code }) => {
  expect(qemuFailure(output)).toMatchObject({ code, message: expect.stringContaining('QEMU failed: ') });
});

test('qemuFailure() knows nothing about warnings', () => {
  expect(qemuFailure('qemu-system-x86_64: warning: TCG doesn’t support requested feature')).toBeUndefined();
});

test.for([
  {
    end: { exitCode: null, signal: 'SIGKILL' },
    output: '',
    message: 'QEMU was killed by SIGKILL while the guest ran: it said nothing',
  },
  {
    end: { exitCode: 1, signal: null },
    output: 'first\nsecond\n\nthird\nfourth\n',
    message: 'QEMU ended with exit code 1 while the guest ran: second | third | fourth',
  },
])('lossError() says: $message', ({ end, output, message }) => {
  expect(lossError({ reason: 'lost', ...end }, output)).toMatchObject({ code: 'GP-MACHINE-LOST', message });
});

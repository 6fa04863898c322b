import { expect, test } from 'vitest';
import { probeKvm } from '../../src/machine/accelerator-probe.ts';
import { findFirmware } from '../../src/machine/firmware.ts';
import { bootBench } from '../helpers/fake-boot.ts';
import { fakePath } from '../helpers/fake-path.ts';

const stopped = 'KVM cannot run this guest and stopped it (KVM internal error. Suberror: 1)';
const noHyperV =
  "QEMU failed: KVM here does not offer the Hyper-V interface that Windows needs (qemu-system-x86_64: kernel doesn't allow setting HyperV VP_INDEX)";

test.for([
  { scenario: 'install-ok', verdict: { usable: true }, isLasting: true, reason: 'the firmware speaks' },
  {
    scenario: 'kvm-no-access',
    verdict: {
      usable: false,
      found: 'QEMU failed: this user may not open /dev/kvm (Could not access KVM kernel module: Permission denied)',
      remedy: 'Add yourself to the group kvm (sudo usermod -aG kvm "$USER"), then log in again',
    },
    isLasting: true,
    reason: 'the group is missing',
  },
  {
    scenario: 'kvm-internal-error',
    verdict: {
      usable: false,
      found:
        '/dev/kvm opens and answers, but KVM runs no guest, not even a program of ten instructions: KVM internal error. Suberror: 1',
      remedy:
        'Use a machine with hardware virtualisation; in a virtual machine, its host must offer nested virtualisation',
      tried: [
        { what: "a build's machine", found: stopped },
        { what: 'without Hyper-V interfaces', found: stopped },
        { what: 'and without the register arch-capabilities', found: stopped },
        { what: 'and without system management mode', found: stopped },
        { what: 'ten instructions in 32-bit mode', found: 'KVM internal error. Suberror: 1' },
      ],
    },
    isLasting: true,
    reason: 'C6: it opens and does not run',
  },
  {
    scenario: { kvmLacks: ['arch-capabilities'] },
    verdict: { usable: true, without: ['arch-capabilities'] },
    isLasting: true,
    reason: 'C6: it refuses a register that guests can do without',
  },
  {
    scenario: { kvmLacks: ['hyper-v', 'arch-capabilities'] },
    verdict: {
      usable: false,
      found: `KVM here refuses Hyper-V interfaces and the register arch-capabilities: ${noHyperV}`,
      remedy: expect.stringMatching(/CONFIG_KVM_HYPERV.*; Install QEMU 10\.1 or later$/),
      tried: [
        { what: "a build's machine", found: noHyperV },
        { what: 'without Hyper-V interfaces', found: expect.stringContaining('MSR 0x10a') },
        { what: 'and without the register arch-capabilities' },
        { what: 'and without system management mode' },
        { what: 'ten instructions in 32-bit mode' },
      ],
    },
    isLasting: true,
    reason: 'two parts are refused, and both are named',
  },
  {
    scenario: 'dies-at-once',
    verdict: {
      usable: false,
      found: expect.stringMatching(/something new went wrong$/),
      remedy: expect.any(String),
      tried: expect.any(Array),
    },
    isLasting: false,
    reason: 'QEMU dies of something unknown, which need not be KVM',
  },
])('probeKvm() says $verdict.usable: $reason', async ({ scenario, verdict, isLasting }) => {
  await using _tools = await fakePath(scenario);
  await using bench = await bootBench();
  const { qemu, machineType, cpus, hostCpus, memoryMib } = bench.plan;
  const firmware = await findFirmware({ machineType, directories: [`${bench.directory}/descriptors`] });

  expect(await probeKvm({ qemu, machineType, cpus, hostCpus, memoryMib, firmware })).toEqual({ verdict, isLasting });
});

test('what is no fault of KVM is no verdict on it', async () => {
  await using _tools = await fakePath('swtpm-dies-at-once');
  await using bench = await bootBench();
  const { qemu, machineType, cpus, hostCpus, memoryMib } = bench.plan;
  const firmware = await findFirmware({ machineType, directories: [`${bench.directory}/descriptors`] });

  const probe = probeKvm({ qemu, machineType, cpus, hostCpus, memoryMib, firmware });

  await expect(probe).rejects.toMatchObject({ code: 'GP-MACHINE-TPM' });
});

import { expect, test } from 'vitest';
import { probeKvm } from '../../src/machine/accelerator-probe.ts';
import { findFirmware } from '../../src/machine/firmware.ts';
import { bootBench } from '../helpers/fake-boot.ts';
import { fakePath } from '../helpers/fake-path.ts';

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
      found: 'KVM cannot run this guest and stopped it (KVM internal error. Suberror: 1)',
      remedy: 'Run it on a machine with hardware virtualisation, or try --accel tcg (much slower)',
    },
    isLasting: true,
    reason: 'C6: it opens and does not run',
  },
  {
    scenario: 'dies-at-once',
    verdict: {
      usable: false,
      found: 'QEMU did not start: qemu-system-x86_64: something new went wrong',
      remedy: 'Run the command of the last boot.started event in events.jsonl by hand to see more',
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

import type { AcceleratorVerdict, KvmPart, Trial } from '../base/host-profile.ts';
import { runTinyBios } from './run-tiny-bios.ts';

/** A build's machine that does not run under KVM. */
export type FailedMachine = {
  readonly qemu: string;
  /** What it did without already. */
  readonly without?: readonly KvmPart[] | undefined;
  readonly failure: { readonly found: string; readonly remedy: string };
};

/** Tries the machine without some parts: how it fails, undefined when it runs. */
export type TryWithout = (without: readonly KvmPart[]) => Promise<string | undefined>;

/** The order in which parts are left out: each attempt lacks what the ones before it lacked. */
const order: readonly KvmPart[] = ['hyper-v', 'arch-capabilities', 'smm'];

const names: Readonly<Record<KvmPart, string>> = {
  'hyper-v': 'Hyper-V interfaces',
  'arch-capabilities': 'the register arch-capabilities',
  smm: 'system management mode',
};

const remedies: Readonly<Record<KvmPart, string>> = {
  'hyper-v':
    'Boot a kernel with CONFIG_KVM_HYPERV=y (grep KVM_HYPERV /boot/config-$(uname -r)); in a virtual machine, its host must offer it',
  'arch-capabilities': 'Install QEMU 10.1 or later',
  smm: 'Boot a kernel with CONFIG_KVM_SMM=y (grep KVM_SMM /boot/config-$(uname -r)); in a virtual machine, its host must offer it',
};

/**
 * Names what a KVM refuses: the machine is tried again with more and more parts left out, and last the least program
 * that says whether this KVM runs guests at all. All at once: on a KVM that fails, each takes a moment.
 */
export async function findGuiltyPart(
  { qemu, without = [], failure }: FailedMachine,
  tryWithout: TryWithout,
  signal?: AbortSignal,
): Promise<AcceleratorVerdict> {
  const steps = order
    .filter((part) => !without.includes(part))
    .map((part, index, parts) => ({ part, without: [...without, ...parts.slice(0, index + 1)] }));
  const [bios, ...found] = await Promise.all([
    runTinyBios(qemu, signal),
    ...steps.map((step) => tryWithout(step.without)),
  ]);
  const attempts = steps.map(({ part }, index) => ({ part, found: found[index] }));
  return judgeKvm({ failure, attempts, bios });
}

/** Everything that was seen of a KVM on which a build's machine does not run. */
export type KvmFindings = {
  readonly failure: FailedMachine['failure'];
  /** In order; each lacks the parts of the ones before it, too. */
  readonly attempts: readonly { readonly part: KvmPart; readonly found: string | undefined }[];
  /** How the least program fails; undefined when it runs. */
  readonly bios: string | undefined;
};

/** The verdict on a KVM from what was seen of it. */
export function judgeKvm({ failure, attempts, bios }: KvmFindings): AcceleratorVerdict {
  const tried = trialsOf({ failure, attempts, bios });
  const firstGood = attempts.findIndex(({ found }) => found === undefined);
  if (firstGood >= 0) {
    const guilty = guiltyParts(failure.found, attempts.slice(0, firstGood + 1));
    // A guest loses nothing without that register.
    if (guilty.every((part) => part === 'arch-capabilities')) return { usable: true, without: guilty };
    return {
      usable: false,
      found: `KVM here refuses ${guilty.map((part) => names[part]).join(' and ')}: ${failure.found}`,
      remedy: guilty.map((part) => remedies[part]).join('; '),
      tried,
    };
  }
  if (bios === undefined) {
    return { ...failure, usable: false, found: `KVM runs a tiny program, but no firmware: ${failure.found}`, tried };
  }
  return {
    usable: false,
    found: `/dev/kvm opens and answers, but KVM runs no guest, not even a program of ten instructions: ${bios}`,
    remedy:
      'Use a machine with hardware virtualisation; in a virtual machine, its host must offer nested virtualisation',
    tried,
  };
}

/** A part is guilty when leaving it out changed how the machine failed. */
function guiltyParts(failure: string, attempts: KvmFindings['attempts']): readonly KvmPart[] {
  return attempts
    .filter(({ found }, index) => found !== (index === 0 ? failure : attempts[index - 1]?.found))
    .map(({ part }) => part);
}

function trialsOf({ failure, attempts, bios }: KvmFindings): readonly Trial[] {
  return [
    { what: "a build's machine", found: failure.found },
    ...attempts.map(({ part, found }, index) => ({
      what: `${index === 0 ? 'without' : 'and without'} ${names[part]}`,
      found,
    })),
    { what: 'ten instructions in 32-bit mode', found: bios },
  ];
}

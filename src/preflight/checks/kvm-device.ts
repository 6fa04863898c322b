import type { ProcessorFacts } from '../../host/processor-facts.ts';
import { type Flaw, rootFix } from '../host-check.ts';
import type { SurroundingsFacts } from './surroundings.ts';

/** How `/dev/kvm` presents itself. */
export type KvmFacts = {
  /** Seen by opening it: what `ls` shows says little. */
  readonly device: 'opens' | 'denied' | 'missing';
  /** Kernel modules, such as `kvm_amd`. */
  readonly modules: readonly string[];
  /** Whether guests may have guests; absent where no module says. */
  readonly nested?: boolean | undefined;
  readonly isInGroupKvm: 'yes' | 'after-login' | 'no';
};

export type KvmDeviceView = {
  readonly kvm: KvmFacts;
  readonly processor: ProcessorFacts;
  readonly surroundings: SurroundingsFacts;
};

/** Why a device cannot be opened, and what helps. */
export type ClosedDevice = Pick<Flaw, 'found' | 'remedy' | 'fix'>;

/** Why `/dev/kvm` cannot be opened; undefined when it can. */
export function closedKvm({ kvm, processor, surroundings }: KvmDeviceView): ClosedDevice | undefined {
  if (kvm.device === 'opens') return undefined;
  if (surroundings.container !== undefined) return inContainer(kvm, surroundings.container);
  return kvm.device === 'denied' ? denied(kvm, surroundings) : missing(kvm, processor);
}

/** The group is the device's own: a container has other numbers for the same names. */
function inContainer({ device }: KvmFacts, container: string): ClosedDevice {
  const what = device === 'denied' ? '/dev/kvm cannot be opened' : 'there is no /dev/kvm';
  const group = device === 'denied' ? ' --group-add $(stat -c %g /dev/kvm)' : '';
  return {
    found: `${what} in this ${container} container`,
    remedy: `Start the container with --device /dev/kvm${group}`,
  };
}

function denied({ isInGroupKvm }: KvmFacts, { user }: SurroundingsFacts): ClosedDevice {
  const found = `${user} may not open /dev/kvm`;
  if (isInGroupKvm === 'after-login') {
    return { found: `${found}: the group kvm counts from the next login on`, remedy: 'Log out and in again' };
  }
  if (isInGroupKvm === 'yes') return { found: `${found}, though in the group kvm`, remedy: 'ls -l /dev/kvm' };
  const { fix } = rootFix('usermod', '-aG', 'kvm', user);
  return {
    found: `${found}: not in the group kvm`,
    remedy: `sudo usermod -aG kvm ${user}, then log out and in again`,
    fix,
  };
}

function missing({ modules }: KvmFacts, { virtualisation, vendor, isGuest }: ProcessorFacts): ClosedDevice {
  const found = 'there is no /dev/kvm';
  const module = vendor === 'AuthenticAMD' ? 'kvm_amd' : 'kvm_intel';
  if (virtualisation && !modules.includes(module)) {
    return { found: `${found}: the module ${module} is not loaded`, ...rootFix('modprobe', module) };
  }
  if (virtualisation) {
    return {
      found: `${found}, though ${module} is loaded`,
      remedy: 'sudo dmesg | grep -i kvm; often it is off in the firmware',
    };
  }
  if (isGuest) {
    return {
      found: `${found}: this virtual machine has no virtualisation of its own`,
      remedy: `On its host: echo "options ${module} nested=1" | sudo tee /etc/modprobe.d/kvm.conf, and the processor model host-passthrough`,
    };
  }
  const name = vendor === 'AuthenticAMD' ? 'SVM' : 'VT-x';
  return {
    found: `${found}: the processor shows no virtualisation`,
    remedy: `Turn on ${name} in the setup of this machine's firmware`,
  };
}

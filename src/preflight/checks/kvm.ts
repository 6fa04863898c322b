import type { AcceleratorVerdict } from '../../base/host-profile.ts';
import type { ProcessorFacts } from '../../host/processor-facts.ts';
import { type Flaw, fail, type HostCheck, pass, rootFix, warn } from '../host-check.ts';
import type { HostNeeds } from '../host-needs.ts';

/** How `/dev/kvm` presents itself. */
export type KvmFacts = {
  /** Seen by opening it: what `ls` shows says little. */
  readonly device: 'opens' | 'denied' | 'missing';
  /** Kernel modules, such as `kvm_amd`. */
  readonly modules: readonly string[];
  /** Whether an outer KVM lets guests of this one have guests. */
  readonly nested?: boolean | undefined;
  readonly user: string;
  readonly isInGroupKvm: 'yes' | 'after-login' | 'no';
  /** Name of the container system, when this is a container. */
  readonly container?: string | undefined;
};

export type KvmView = {
  readonly kvm: KvmFacts;
  readonly processor: ProcessorFacts;
  /** Whether a guest ran; absent when it could not be tried. */
  readonly verdict?: AcceleratorVerdict | undefined;
};

const why = {
  required: 'without KVM an install of Windows takes 10 to 20 times as long, so it is refused',
  preferred: 'the guest runs by emulation, 10 to 20 times as slow; what it becomes is the same',
};

/** Hardware virtualisation: the device, and whether a guest was seen to run on it. */
export function checkKvm(view: KvmView, needs: HostNeeds): readonly HostCheck[] {
  if (needs.kvm === 'unused') return [];
  const report = needs.kvm === 'required' ? fail : warn;
  const closed = closedFlaw(view);
  if (closed) return [report('kvm', { ...closed, id: 'GP-HOST-KVM', why: why[needs.kvm] })];
  const { verdict } = view;
  if (verdict === undefined) return [];
  if (verdict.usable) return [pass('kvm', usableText(verdict)), ...nestedChecks(view)];
  const { found, remedy } = verdict;
  return [report('kvm', { id: 'GP-HOST-KVM', found: withTrials(verdict, found), why: why[needs.kvm], remedy })];
}

function usableText({ without = [] }: Extract<AcceleratorVerdict, { usable: true }>): string {
  return `a guest ran${without.length === 0 ? '' : `, without ${without.join(' and ')}`}`;
}

function withTrials({ tried = [] }: Extract<AcceleratorVerdict, { usable: false }>, found: string): string {
  const lines = tried.map(({ what, found: how = 'it ran' }) => `${what}: ${how}`);
  return [found, ...lines].join('\n');
}

function nestedChecks({ processor }: KvmView): readonly HostCheck[] {
  if (!processor.isGuest) return [];
  return [
    warn('nesting', {
      id: 'GP-HOST-KVM',
      found: 'this host is itself a virtual machine',
      why: 'guests of guests run 2 to 10 times as slow',
      remedy: 'Build on a physical machine when time matters',
    }),
  ];
}

type Closed = Pick<Flaw, 'found' | 'remedy' | 'fix'>;

function closedFlaw({ kvm, processor }: KvmView): Closed | undefined {
  if (kvm.device === 'opens') return undefined;
  return kvm.device === 'denied' ? deniedFlaw(kvm) : missingFlaw(kvm, processor);
}

function deniedFlaw({ user, isInGroupKvm, container }: KvmFacts): Closed {
  const found = `${user} may not open /dev/kvm`;
  if (container) return { found: `${found} in this ${container} container`, remedy: containerRemedy };
  if (isInGroupKvm === 'after-login') {
    return { found: `${found}: the group kvm counts from the next login on`, remedy: 'Log out and in again' };
  }
  if (isInGroupKvm === 'yes') return { found: `${found}, though in the group kvm`, remedy: 'ls -l /dev/kvm' };
  const { fix } = rootFix('usermod', '-aG', 'kvm', user);
  return { found: `${found}: not in the group kvm`, remedy: `sudo usermod -aG kvm ${user}, then log out and in again`, fix };
}

const containerRemedy = 'Start the container with --device /dev/kvm --group-add kvm';

function missingFlaw({ modules, container }: KvmFacts, { virtualisation, vendor, isGuest }: ProcessorFacts): Closed {
  const found = 'there is no /dev/kvm';
  if (container) return { found: `${found} in this ${container} container`, remedy: containerRemedy };
  const module = vendor === 'AuthenticAMD' ? 'kvm_amd' : 'kvm_intel';
  if (virtualisation && !modules.includes(module)) {
    return { found: `${found}: the module ${module} is not loaded`, ...rootFix('modprobe', module) };
  }
  if (virtualisation) {
    return { found: `${found}, though ${module} is loaded`, remedy: 'sudo dmesg | grep -i kvm; often it is off in the firmware' };
  }
  if (isGuest) {
    return {
      found: `${found}: this virtual machine has no virtualisation of its own`,
      remedy: `On its host: echo "options ${module} nested=1" | sudo tee /etc/modprobe.d/kvm.conf, and the processor model host-passthrough`,
    };
  }
  const name = vendor === 'AuthenticAMD' ? 'SVM' : 'VT-x';
  return { found: `${found}: the processor shows no virtualisation`, remedy: `Turn on ${name} in the setup of this machine's firmware` };
}

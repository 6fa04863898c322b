import type { AcceleratorVerdict } from '../../base/host-profile.ts';
import { fail, type HostCheck, pass, warn } from '../host-check.ts';
import type { HostNeeds } from '../host-needs.ts';
import { closedKvm, type KvmDeviceView } from './kvm-device.ts';

export type KvmView = KvmDeviceView & {
  /** Whether a guest ran; absent when it could not be tried. */
  readonly verdict?: AcceleratorVerdict | undefined;
};

const why = {
  required: 'without KVM Windows is 10 to 20 times as slow, so goldpane refuses to start it',
  preferred: 'the guest runs by emulation, 10 to 20 times as slow; what it becomes is the same',
};

/** Hardware virtualisation: the device, and whether a guest was seen to run on it. */
export function checkKvm(view: KvmView, needs: HostNeeds): readonly HostCheck[] {
  if (needs.kvm === 'unused') return [];
  const report = needs.kvm === 'required' ? fail : warn;
  const flaw = { id: 'GP-HOST-KVM', why: why[needs.kvm] } as const;
  const closed = closedKvm(view);
  if (closed) return [report('kvm', { ...flaw, ...closed })];
  const { verdict } = view;
  if (verdict === undefined) return [];
  if (verdict.usable) return [pass('kvm', `a guest ran${leftOutText(verdict.without)}`), ...checkNesting(view, needs)];
  const { found, remedy, tried = [] } = verdict;
  const details = tried.map(({ what, found: how = 'it ran' }) => `${what}: ${how}`);
  return [report('kvm', { ...flaw, found, remedy, details })];
}

function leftOutText(without: readonly string[] = []): string {
  return without.length === 0 ? '' : `, without ${without.join(' and ')}`;
}

function checkNesting({ processor, kvm }: KvmView, needs: HostNeeds): readonly HostCheck[] {
  const checks: HostCheck[] = [];
  if (processor.isGuest) {
    const why = 'guests of guests run 2 to 10 times as slow';
    const remedy = 'Build on a physical machine when time matters';
    const found = 'this host is itself a virtual machine';
    checks.push(warn('nesting', { id: 'GP-HOST-KVM', found, why, remedy }));
  }
  if (needs.nesting && kvm.nested === false) {
    const module = processor.vendor === 'AuthenticAMD' ? 'kvm_amd' : 'kvm_intel';
    checks.push(
      warn('nesting', {
        id: 'GP-HOST-KVM',
        found: `${module} lets no guest have guests`,
        why: 'the recipe says nestedVirtualisation: on',
        remedy: `echo 'options ${module} nested=1' | sudo tee /etc/modprobe.d/kvm.conf, then restart`,
      }),
    );
  }
  return checks;
}

import { checkCertificates } from './checks/certificates.ts';
import { checkClock } from './checks/clock.ts';
import { checkConfinement } from './checks/confinement.ts';
import { checkFirmware } from './checks/firmware.ts';
import { checkKvm } from './checks/kvm.ts';
import { checkLeftovers } from './checks/leftovers.ts';
import { checkLibvirt } from './checks/libvirt.ts';
import { checkMachine } from './checks/machine.ts';
import { checkMemory } from './checks/memory.ts';
import { checkNetwork } from './checks/network.ts';
import { checkPassthrough } from './checks/passthrough.ts';
import { checkProcessor } from './checks/processor.ts';
import { checkPrograms } from './checks/programs.ts';
import { checkQemu } from './checks/qemu.ts';
import { checkSockets } from './checks/sockets.ts';
import { checkStore } from './checks/store.ts';
import { checkSurroundings } from './checks/surroundings.ts';
import { type HostCheck, isFlawed } from './host-check.ts';
import type { HostFacts, QuickFacts } from './host-facts.ts';
import type { HostNeeds } from './host-needs.ts';

/** Everything that the facts of a host say about what is needed of it, in the order in which people would look. */
export function judgeHost(facts: HostFacts, needs: HostNeeds): readonly HostCheck[] {
  const { qemu, firmware, machine, libvirt, passthrough, distribution, loaders } = facts;
  const { isRoot } = facts.surroundings;
  const hasCertificates = firmware !== undefined && 'certificates' in firmware;
  const checks: readonly HostCheck[] = [
    ...checkProcessor(facts.processor, needs),
    ...checkKvm(facts, needs),
    ...checkPrograms(facts, needs),
    ...(qemu ? checkQemu(qemu) : []),
    ...(firmware ? checkFirmware(firmware, distribution) : []),
    // The rehearsal's medium is Debian's, which either generation starts.
    ...(hasCertificates && !needs.rehearsal ? checkCertificates({ firmware, loaders, distribution }) : []),
    ...(machine ? checkMachine(machine) : []),
    ...checkMemory(facts.memory, needs),
    ...checkStore(facts.store, needs),
    ...checkSockets(facts.sockets),
    ...checkConfinement(facts.confinement),
    ...checkNetwork(facts, needs),
    ...checkClock(facts.clock),
    ...checkSurroundings(facts.surroundings),
    ...checkLeftovers(facts.processes),
    ...(libvirt ? checkLibvirt(libvirt) : []),
    ...(passthrough ? checkPassthrough(passthrough, needs) : []),
  ];
  return isRoot ? checks.map(withoutSudo) : checks;
}

/** Root needs no sudo, and a container often has none. */
function withoutSudo(check: HostCheck): HostCheck {
  return isFlawed(check) ? { ...check, remedy: check.remedy.replaceAll('sudo ', '') } : check;
}

/** What quick facts and the firmware say before a build that is about to start. KVM is the plan's to judge. */
export function judgeQuickly(
  facts: QuickFacts & Required<Pick<HostFacts, 'firmware'>>,
  needs: HostNeeds,
): readonly HostCheck[] {
  return [
    ...checkProcessor(facts.processor, needs),
    ...checkPrograms(facts, needs),
    ...(facts.firmware ? checkFirmware(facts.firmware, facts.distribution) : []),
    ...checkMemory(facts.memory, needs),
    ...checkStore(facts.store, needs),
    ...checkConfinement(facts.confinement),
    ...checkNetwork(facts, needs),
    ...checkClock(facts.clock),
  ];
}

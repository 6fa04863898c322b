import { machineFacts } from '../host/machine-facts.ts';
import { distributionIds } from '../host/missing-tool.ts';
import { processesNamed } from '../host/process-list.ts';
import { processorFacts } from '../host/processor-facts.ts';
import { askedClockFacts, clockFacts } from './facts/clock-facts.ts';
import { confinementFacts } from './facts/confinement-facts.ts';
import { guestFacts, type TryOptions } from './facts/guest-facts.ts';
import { kvmFacts } from './facts/kvm-facts.ts';
import { libvirtFacts } from './facts/libvirt-facts.ts';
import { memoryFacts } from './facts/memory-facts.ts';
import { passtFact, triedPasstFact } from './facts/network-facts.ts';
import { passthroughFacts } from './facts/passthrough-facts.ts';
import { programFacts } from './facts/program-facts.ts';
import { qemuFacts } from './facts/qemu-facts.ts';
import { socketFacts } from './facts/socket-facts.ts';
import { storeFacts, triedStoreFacts } from './facts/store-facts.ts';
import { surroundingsFacts } from './facts/surroundings-facts.ts';
import type { HostFacts, QuickFacts } from './host-facts.ts';
import type { HostNeeds } from './host-needs.ts';

/** What can be read in a moment, without starting a program. */
export async function gatherQuickFacts(store: string): Promise<QuickFacts> {
  const [memory, place, confinement] = await Promise.all([memoryFacts(), storeFacts(store), confinementFacts(store)]);
  const { cpus } = machineFacts();
  return {
    distribution: distributionIds(),
    processor: { ...processorFacts(), cpus },
    programs: programFacts(),
    ...{ memory, store: place, confinement },
    passt: passtFact(),
    clock: clockFacts(),
  };
}

/** Everything that decides whether some work can be done here: programs are asked, and a guest is started. */
export async function gatherHostFacts(needs: HostNeeds, store: string, options: TryOptions): Promise<HostFacts> {
  const { signal } = options;
  const [quick, surroundings] = await Promise.all([gatherQuickFacts(store), surroundingsFacts()]);
  // The guest alone first: what is tried beside it would lengthen its time.
  const guest = await guestFacts(needs, options);
  const [kvm, tried, qemu, sockets, passt, clock, processes, passthrough, libvirt] = await Promise.all([
    kvmFacts(surroundings.user),
    triedStoreFacts(quick.store, signal),
    qemuFacts(signal),
    socketFacts(),
    triedPasstFact(signal),
    askedClockFacts(signal),
    processesNamed(['qemu-system-x86_64', 'swtpm', 'passt']),
    needs.runner === 'vfio' ? passthroughFacts() : undefined,
    needs.runner === 'libvirt' ? libvirtFacts(guest.verdict?.usable === true, signal) : undefined,
  ]);
  return {
    ...quick,
    ...guest,
    surroundings,
    kvm,
    store: tried,
    qemu,
    sockets,
    passt,
    clock,
    processes,
    passthrough,
    libvirt,
  };
}

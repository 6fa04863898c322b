import type { AcceleratorVerdict } from '../base/host-profile.ts';
import type { ListedProcess } from '../host/process-list.ts';
import type { LoaderFacts } from './checks/certificates.ts';
import type { ClockFacts } from './checks/clock.ts';
import type { ConfinementFacts } from './checks/confinement.ts';
import type { FirmwareFacts } from './checks/firmware.ts';
import type { KvmFacts } from './checks/kvm-device.ts';
import type { LibvirtFacts } from './checks/libvirt.ts';
import type { MachineFacts } from './checks/machine.ts';
import type { MemoryFacts } from './checks/memory.ts';
import type { NetworkFacts } from './checks/network.ts';
import type { PassthroughFacts } from './checks/passthrough.ts';
import type { ProcessorView } from './checks/processor.ts';
import type { ProgramFact } from './checks/programs.ts';
import type { QemuFacts } from './checks/qemu.ts';
import type { SocketFacts } from './checks/sockets.ts';
import type { StoreFacts } from './checks/store.ts';
import type { SurroundingsFacts } from './checks/surroundings.ts';

/** What is known after reading a few files: gathered before every build. */
export type QuickFacts = {
  /** Ids of the distribution and of what it is like. */
  readonly distribution: readonly string[];
  readonly processor: ProcessorView;
  readonly programs: readonly ProgramFact[];
  readonly memory: MemoryFacts;
  readonly store: StoreFacts;
  readonly confinement: ConfinementFacts;
  readonly passt: NetworkFacts['passt'];
  readonly clock: ClockFacts;
};

/** What takes trying: programs are started, and a guest. What could not be found out is absent. */
export type HostFacts = QuickFacts & {
  readonly surroundings: SurroundingsFacts;
  readonly kvm: KvmFacts;
  readonly verdict?: AcceleratorVerdict | undefined;
  readonly machine?: MachineFacts | undefined;
  readonly qemu?: QemuFacts | undefined;
  readonly firmware?: FirmwareFacts | undefined;
  readonly loaders?: LoaderFacts | undefined;
  readonly sockets: SocketFacts;
  readonly processes: readonly ListedProcess[];
  readonly libvirt?: LibvirtFacts | undefined;
  readonly passthrough?: PassthroughFacts | undefined;
};

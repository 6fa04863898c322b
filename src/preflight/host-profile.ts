import { GoldpaneError } from '../base/errors.ts';
import type { AcceleratorVerdict, Firmware, HostProfile } from '../base/host-profile.ts';
import { findTool } from '../host/find-tool.ts';
import { machineFacts } from '../host/machine-facts.ts';
import { missingToolError } from '../host/missing-tool.ts';
import { processorFacts } from '../host/processor-facts.ts';
import { runTool } from '../host/run-tool.ts';
import type { AcceleratorProbe } from '../machine/accelerator-probe.ts';
import { findFirmware } from '../machine/firmware.ts';
import { firmwarePackage } from './facts/firmware-package.ts';
import {
  firmwareDigest,
  type ProbeRecord,
  probeKey,
  readProbeRecord,
  type Tried,
  writeProbeRecord,
} from './probe-record.ts';

const qemuName = 'qemu-system-x86_64';

/** Size of the machine to try. */
export type MachineSize = { readonly cpus: number; readonly memoryMib: number };

/** A small machine of the shape that builds use. */
const anySize: MachineSize = { cpus: 2, memoryMib: 1024 };

/** What to ask of the host. */
export type ProfileOptions = {
  /** The machine that is wanted; a small one when absent. */
  readonly size?: MachineSize | undefined;
  readonly signal?: AbortSignal | undefined;
};

/**
 * What this host offers for running guests. Whether KVM runs a guest is tried, not guessed, and remembered until the
 * next boot of the machine, another QEMU, firmware or microcode, another `/dev/kvm`, or a machine of a size that says
 * more. Throws `GP-HOST-TOOL`, `GP-HOST-FIRMWARE`, and what keeps every machine from starting.
 */
export async function hostProfile({ size = anySize, signal }: ProfileOptions = {}): Promise<HostProfile> {
  const path = findTool(qemuName);
  if (path === undefined) throw missingToolError(qemuName);
  const key = await probeKey(path);
  const record = (await readProbeRecord(key)) ?? (await askQemu(path, key, signal));
  const { version, machineType } = record;
  const firmware = await findFirmware({ machineType });
  const host = { qemu: { path, version }, machineType, firmware, ...hostSize() };
  const { firmwarePackage, kvm } = knownKvm(record, firmware, size) ?? (await tryKvm(host, record, size, signal));
  return {
    ...host,
    firmware: firmwarePackage === undefined ? firmware : { ...firmware, package: firmwarePackage },
    accelerators: { kvm },
    passt: findTool('passt'),
  };
}

/**
 * How long emulation takes here until the firmware speaks, in ms; tried once and remembered with the verdict on KVM.
 * `onTrying` is called when it must be tried. Throws what keeps every machine from starting, `GP-MACHINE-START` when
 * the firmware stays silent.
 */
export async function provenEmulation(
  host: HostProfile,
  { size = anySize, onTrying, signal }: ProfileOptions & { readonly onTrying?: () => void },
): Promise<number> {
  const record = await readProbeRecord(await probeKey(host.qemu.path));
  if (record?.tried?.emulationMs !== undefined && record.tried.firmware === firmwareDigest(host.firmware)) {
    return record.tried.emulationMs;
  }
  onTrying?.();
  const { probeEmulation } = await import('../machine/accelerator-probe.ts');
  const emulationMs = Math.round(await probeEmulation(probeOf(host, size), signal));
  if (record) {
    const tried = record.tried ?? {
      firmware: firmwareDigest(host.firmware),
      cpus: size.cpus,
      memoryMib: size.memoryMib,
    };
    await writeProbeRecord({ ...record, tried: { ...tried, emulationMs } });
  }
  return emulationMs;
}

/** What is known of KVM with a machine of this size, from an earlier try; undefined when there was none. */
export async function rememberedKvm(firmware: Firmware, size: MachineSize): Promise<AcceleratorVerdict | undefined> {
  const path = findTool(qemuName);
  const record = path === undefined ? undefined : await readProbeRecord(await probeKey(path));
  return record && knownKvm(record, firmware, size)?.kvm;
}

type TriedKvm = Pick<Tried, 'firmwarePackage'> & { readonly kvm: AcceleratorVerdict };

/** What an earlier try says of a machine: what ran holds for smaller ones, what did not run holds for larger ones. */
function knownKvm({ tried }: ProbeRecord, firmware: Firmware, wanted: MachineSize): TriedKvm | undefined {
  if (tried?.kvm === undefined || tried.firmware !== firmwareDigest(firmware)) return undefined;
  const [small, large] = tried.kvm.usable ? [wanted, tried] : [tried, wanted];
  const holds = small.cpus <= large.cpus && small.memoryMib <= large.memoryMib;
  return holds ? { firmwarePackage: tried.firmwarePackage, kvm: tried.kvm } : undefined;
}

type Host = Pick<HostProfile, 'qemu' | 'machineType' | 'firmware' | 'cpus' | 'memoryMib'>;

/** Tries KVM, and remembers what another try would find as well. What boots is imported for the try alone. */
async function tryKvm(host: Host, record: ProbeRecord, size: MachineSize, signal?: AbortSignal): Promise<TriedKvm> {
  const { probeKvm } = await import('../machine/accelerator-probe.ts');
  const [{ verdict, isLasting }, name] = await Promise.all([
    probeKvm({ ...probeOf(host, size), ...refusedByVendor(host) }, signal),
    firmwarePackage(host.firmware.code.path, signal),
  ]);
  const firmware = firmwareDigest(host.firmware);
  const emulationMs = record.tried?.firmware === firmware ? record.tried.emulationMs : undefined;
  const tried = {
    ...{ firmware, cpus: size.cpus, memoryMib: size.memoryMib, kvm: verdict },
    ...(name === undefined ? {} : { firmwarePackage: name }),
    ...(emulationMs === undefined ? {} : { emulationMs }),
  };
  if (isLasting) await writeProbeRecord({ ...record, tried });
  return tried;
}

/** QEMU before 10.1 shows this register on AMD, and Windows was seen to crash on it. Source: libvirt NEWS.rst, 12.5 */
function refusedByVendor({ qemu }: Host): Pick<AcceleratorProbe, 'without'> {
  const [major = 0, minor = 0] = qemu.version.split('.').map(Number);
  const isOld = major < 10 || (major === 10 && minor < 1);
  return isOld && processorFacts().vendor === 'AuthenticAMD' ? { without: ['arch-capabilities'] } : {};
}

function probeOf({ qemu, machineType, firmware, cpus }: Host, size: MachineSize): AcceleratorProbe {
  return { qemu: qemu.path, machineType, firmware, hostCpus: cpus, ...size };
}

function hostSize(): Pick<HostProfile, 'cpus' | 'memoryMib'> {
  const { cpus, memoryMib } = machineFacts();
  return { cpus, memoryMib };
}

async function askQemu(path: string, key: string, signal?: AbortSignal): Promise<ProbeRecord> {
  const [version, machines] = await Promise.all([
    runTool(path, ['-version'], { signal }),
    runTool(path, ['-machine', 'help'], { signal }),
  ]);
  const machineType = /^q35\s.*\(alias of (\S+)\)/m.exec(machines.stdout)?.[1];
  if (machineType === undefined) {
    throw new GoldpaneError('GP-HOST-TOOL', `${path} has no machine type q35`, {
      hint: 'Install the full x86 build of QEMU of your distribution',
    });
  }
  const number = /version (\S+)/.exec(version.stdout)?.[1] ?? 'unknown';
  return { schema: 'goldpane/host-probe/2', key, version: number, machineType };
}

import { join } from 'node:path';
import * as z from 'zod';
import { digestOf } from '../base/canonical-json.ts';
import { GoldpaneError } from '../base/errors.ts';
import type { AcceleratorVerdict, Firmware, HostProfile } from '../base/host-profile.ts';
import { xdgDirectory } from '../host/environment.ts';
import { fileIdentity, isUsable } from '../host/file-operations.ts';
import { makeDirectory, readJson } from '../host/files.ts';
import { findTool } from '../host/find-tool.ts';
import { machineFacts } from '../host/machine-facts.ts';
import { missingToolError } from '../host/missing-tool.ts';
import { bootId } from '../host/process-identity.ts';
import { runTool } from '../host/run-tool.ts';
import { writeFileAtomic } from '../host/write-atomic.ts';
import { findFirmware } from '../machine/firmware.ts';

const qemuName = 'qemu-system-x86_64';
const kvmDevice = '/dev/kvm';
/** A small machine of the shape that builds use: whether KVM runs it does not depend on its size. */
const probeCpus = 2;
const probeMemoryMib = 1024;

/** What was found out once and holds until QEMU, the firmware or the running kernel changes. */
const Probed = z.object({
  schema: z.literal('goldpane/host-probe/1'),
  key: z.string(),
  version: z.string(),
  machineType: z.string(),
  /** SHA-256 of the firmware's code. */
  firmware: z.string(),
  kvm: z.union([
    z.object({ usable: z.literal(true) }),
    z.object({ usable: z.literal(false), found: z.string(), remedy: z.string() }),
  ]),
});
type Probed = z.infer<typeof Probed>;

/**
 * What this host offers for running guests. Whether KVM runs a guest is tried, not guessed, and remembered until the
 * next boot of the machine, another QEMU or firmware, or another `/dev/kvm`. Throws `GP-HOST-TOOL`, `GP-HOST-FIRMWARE`,
 * and what keeps every machine from starting.
 */
export async function hostProfile(signal?: AbortSignal): Promise<HostProfile> {
  const path = findTool(qemuName);
  if (path === undefined) throw missingToolError(qemuName);
  const { cpus, memoryMib } = machineFacts();
  const key = await probeKey(path);
  const cached = await readCached(key);
  const known = cached ?? (await askQemu(path, key, signal));
  const { version, machineType } = known;
  const firmware = await findFirmware({ machineType });
  const isKnown = cached?.firmware === firmware.code.sha256;
  const kvm = isKnown ? cached.kvm : await tryKvm(path, known, firmware, signal);
  const qemu = { path, version };
  return { qemu, machineType, firmware, accelerators: { kvm }, cpus, memoryMib, passt: findTool('passt') };
}

/** Tries KVM, and remembers what another try would find as well. What boots is imported for the try alone. */
async function tryKvm(
  qemu: string,
  known: Omit<Probed, 'kvm' | 'firmware'>,
  firmware: Firmware,
  signal?: AbortSignal,
): Promise<AcceleratorVerdict> {
  const { probeKvm } = await import('../machine/accelerator-probe.ts');
  const machine = { machineType: known.machineType, cpus: probeCpus, memoryMib: probeMemoryMib };
  const hostCpus = machineFacts().cpus;
  const { verdict, isLasting } = await probeKvm({ qemu, firmware, hostCpus, ...machine }, signal);
  if (isLasting) await writeCached({ ...known, firmware: firmware.code.sha256, kvm: verdict });
  return verdict;
}

async function askQemu(path: string, key: string, signal?: AbortSignal): Promise<Omit<Probed, 'kvm' | 'firmware'>> {
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
  return { schema: 'goldpane/host-probe/1', key, version: number, machineType };
}

/** Changes with everything that the verdicts rest on: a user who may use KVM now is not told what was found before. */
async function probeKey(qemu: string): Promise<string> {
  const { inode, sizeBytes, modifiedNs } = await fileIdentity(qemu);
  const kvm = (await isUsable(kvmDevice)) ? (await fileIdentity(kvmDevice)).inode : 'none';
  return digestOf({ boot: bootId(), qemu, inode, sizeBytes, modifiedNs, kvm });
}

function cachePath(): string {
  return join(xdgDirectory('cache'), 'host-probe.json');
}

async function readCached(key: string): Promise<Probed | undefined> {
  const cached = Probed.safeParse(await readJson(cachePath()).catch(() => undefined));
  return cached.success && cached.data.key === key ? cached.data : undefined;
}

async function writeCached(probed: Probed): Promise<void> {
  await makeDirectory(xdgDirectory('cache'));
  await writeFileAtomic(cachePath(), `${JSON.stringify(probed, undefined, 2)}\n`);
}

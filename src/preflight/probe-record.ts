import { join } from 'node:path';
import * as z from 'zod';
import { digestOf } from '../base/canonical-json.ts';
import type { AcceleratorVerdict, Firmware, KvmPart, Trial } from '../base/host-profile.ts';
import { xdgDirectory } from '../host/environment.ts';
import { fileIdentity, isUsable } from '../host/file-operations.ts';
import { makeDirectory, readJson } from '../host/files.ts';
import { machineFacts } from '../host/machine-facts.ts';
import { bootId } from '../host/process-identity.ts';
import { processorFacts } from '../host/processor-facts.ts';
import { writeFileAtomic } from '../host/write-atomic.ts';

const kvmDevice = '/dev/kvm';

const KvmParts: z.ZodType<readonly KvmPart[]> = z.array(z.enum(['hyper-v', 'arch-capabilities', 'smm']));
const Trials: z.ZodType<readonly Trial[]> = z.array(z.object({ what: z.string(), found: z.string().optional() }));
const Verdict: z.ZodType<AcceleratorVerdict> = z.union([
  z.object({ usable: z.literal(true), without: KvmParts.optional() }),
  z.object({ usable: z.literal(false), found: z.string(), remedy: z.string(), tried: Trials.optional() }),
]);

/** What the tries of one firmware gave. */
const Tried = z.object({
  /** Of code and variables. */
  firmware: z.string(),
  firmwarePackage: z.string().optional(),
  /** Size of the machine that was tried. */
  cpus: z.int(),
  memoryMib: z.int(),
  kvm: Verdict.optional(),
  /** How long emulation took to reach the firmware's first words. */
  emulationMs: z.number().optional(),
});
export type Tried = z.infer<typeof Tried>;

/** What was found out once and holds until QEMU, the firmware or the running kernel changes. */
const ProbeRecord = z.object({
  schema: z.literal('goldpane/host-probe/2'),
  key: z.string(),
  version: z.string(),
  machineType: z.string(),
  tried: Tried.optional(),
});
export type ProbeRecord = z.infer<typeof ProbeRecord>;

/**
 * Changes with everything that a verdict rests on beside the firmware: this boot of the kernel, its microcode, QEMU,
 * and whether this user may use `/dev/kvm`.
 */
export async function probeKey(qemu: string): Promise<string> {
  const { inode, sizeBytes, modifiedNs } = await fileIdentity(qemu);
  const kvm = (await isUsable(kvmDevice)) ? (await fileIdentity(kvmDevice)).inode : 'none';
  const { kernel } = machineFacts();
  const { microcode } = processorFacts();
  return digestOf({ boot: bootId(), kernel, microcode, qemu, inode, sizeBytes, modifiedNs, kvm });
}

/** Digest of a firmware pair. */
export function firmwareDigest({ code, vars }: Firmware): string {
  return digestOf([code.sha256, vars.sha256]);
}

/** The record with this key; undefined when there is none. */
export async function readProbeRecord(key: string): Promise<ProbeRecord | undefined> {
  const record = ProbeRecord.safeParse(await readJson(recordPath()).catch(() => undefined));
  return record.success && record.data.key === key ? record.data : undefined;
}

/** Remembers what was found. */
export async function writeProbeRecord(record: ProbeRecord): Promise<void> {
  await makeDirectory(xdgDirectory('cache'));
  await writeFileAtomic(recordPath(), `${JSON.stringify(record, undefined, 2)}\n`);
}

function recordPath(): string {
  return join(xdgDirectory('cache'), 'host-probe.json');
}

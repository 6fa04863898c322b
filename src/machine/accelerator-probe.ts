import { join } from 'node:path';
import type { ErrorCode } from '../base/error-codes.ts';
import { GoldpaneError } from '../base/errors.ts';
import type { EventBody } from '../base/events.ts';
import type { AcceleratorVerdict, Firmware } from '../base/host-profile.ts';
import type { Nonce } from '../base/ids.ts';
import { delay } from '../host/clock.ts';
import { makeDirectory } from '../host/files.ts';
import { copyFlash, createDisk } from '../host/qemu-img.ts';
import { randomHex } from '../host/random.ts';
import { makeRuntimeDir } from '../host/runtime-dir.ts';
import { type BootPlan, startBoot } from './start-boot.ts';

/** The machine to try, as a build would start it. */
export type AcceleratorProbe = Pick<BootPlan, 'qemu' | 'machineType' | 'cpus' | 'hostCpus' | 'memoryMib'> & {
  readonly firmware: Firmware;
};

/** What was found. */
export type KvmProbe = {
  readonly verdict: AcceleratorVerdict;
  /** Another try would find the same. */
  readonly isLasting: boolean;
};

/** Failures that name KVM, and those that may come from it: QEMU ended and its words are not known. */
const namesKvm: readonly ErrorCode[] = ['GP-HOST-KVM', 'GP-MACHINE-KVM-EXIT'];
const mayBeKvm: readonly ErrorCode[] = ['GP-MACHINE-START', 'GP-MACHINE-LOST', 'GP-QMP'];

/** A healthy KVM needs about one second. */
const limitMs = 10_000;

/**
 * Whether KVM runs a guest here: boots a build's own machine with an empty disk until the firmware speaks. Nothing
 * less will do: a KVM was seen that opens, answers and runs 16-bit code, and then dies in the firmware.
 * A failure of something else, such as a full disk, is thrown.
 */
export async function probeKvm(probe: AcceleratorProbe, signal?: AbortSignal): Promise<KvmProbe> {
  try {
    return { verdict: await tryBoot(probe, signal), isLasting: true };
  } catch (error) {
    if (!(error instanceof GoldpaneError)) throw error;
    const isLasting = namesKvm.includes(error.code);
    if (!isLasting && !mayBeKvm.includes(error.code)) throw error;
    return { verdict: { usable: false, found: error.message, remedy: error.hint }, isLasting };
  }
}

async function tryBoot(probe: AcceleratorProbe, signal: AbortSignal | undefined): Promise<AcceleratorVerdict> {
  await using scratch = await makeRuntimeDir(`probe-${randomHex(4)}`);
  const plan = await bootPlan(probe, scratch.path, signal);
  const spoke = Promise.withResolvers<'spoke'>();
  const emit = (event: EventBody) => {
    if (event.kind === 'guest.line' && event.text.includes('BdsDxe')) spoke.resolve('spoke');
  };
  const run = { directory: scratch.path };
  const where = { layer: 'probe', boot: 1, run, secrets: [], screenEveryMs: Number.POSITIVE_INFINITY };
  await using boot = await startBoot(plan, { ...where, emit, signal });
  const over = new AbortController();
  const seen = await Promise.race([
    spoke.promise,
    boot.ended,
    delay(limitMs, signal ? AbortSignal.any([signal, over.signal]) : over.signal),
  ]).finally(() => over.abort());
  if (seen === 'spoke') return { usable: true };
  if (seen) throw boot.lossError(seen);
  const found = `the firmware said nothing for ${limitMs / 1000} s under KVM`;
  return { usable: false, found, remedy: 'Check dmesg for kvm messages, or try --accel tcg (much slower)' };
}

async function bootPlan(probe: AcceleratorProbe, directory: string, signal?: AbortSignal): Promise<BootPlan> {
  const [vars, disk, tpmDirectory] = ['vars.fd', 'disk.qcow2', 'tpm'].map((name) => join(directory, name)) as [
    string,
    string,
    string,
  ];
  await copyFlash(probe.firmware.vars, vars, signal);
  await createDisk(disk, 1024 ** 3, signal);
  await makeDirectory(tpmDirectory, 0o700);
  return {
    ...probe,
    accelerator: 'kvm',
    firmware: { code: probe.firmware.code, vars: { path: vars, format: 'raw' } },
    disk: { path: disk, mode: 'build' },
    cdroms: [],
    network: 'restricted',
    tpmDirectory,
    nonce: randomHex(16) as Nonce,
    uuid: '00000000-0000-4000-8000-000000000000',
    mac: '52:54:00:00:00:01',
    fwCfg: [],
  };
}

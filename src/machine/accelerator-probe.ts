import { join } from 'node:path';
import type { ErrorCode } from '../base/error-codes.ts';
import { GoldpaneError } from '../base/errors.ts';
import type { EventBody } from '../base/events.ts';
import type { AcceleratorVerdict, Firmware, KvmPart } from '../base/host-profile.ts';
import type { Nonce } from '../base/ids.ts';
import { delay } from '../host/clock.ts';
import { makeDirectory } from '../host/files.ts';
import { copyFlash, createDisk } from '../host/qemu-img.ts';
import { randomHex } from '../host/random.ts';
import { makeRuntimeDir } from '../host/runtime-dir.ts';
import { findGuiltyPart } from './kvm-bisection.ts';
import { isKvmClosed } from './qemu-failures.ts';
import { type BootPlan, startBoot } from './start-boot.ts';

/** The machine to try, as a build would start it. */
export type AcceleratorProbe = Pick<
  BootPlan,
  'qemu' | 'machineType' | 'cpus' | 'hostCpus' | 'memoryMib' | 'without'
> & {
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

/** A healthy KVM needs about one second; emulation was seen to need 5 to 20, and a minute on a host at work. */
const kvmLimitMs = 10_000;
const emulationLimitMs = 300_000;
/** What is without system management mode never speaks: Secure Boot's firmware needs it. A broken KVM fails sooner. */
const silentMs = 2000;

/**
 * Whether KVM runs a guest here: boots a build's own machine with an empty disk until the firmware speaks. Nothing
 * less will do: a KVM was seen that opens, answers and runs 16-bit code, and then dies in the firmware. When it does
 * not run, parts of the machine are left out until the guilty one is found.
 * A failure of something else, such as a full disk, is thrown.
 */
export async function probeKvm(probe: AcceleratorProbe, signal?: AbortSignal): Promise<KvmProbe> {
  const { without } = probe;
  try {
    await bootUntilItSpeaks(probe, { accelerator: 'kvm', limitMs: kvmLimitMs }, signal);
    return { verdict: without === undefined ? { usable: true } : { usable: true, without }, isLasting: true };
  } catch (error) {
    const { code, message, hint } = kvmFailure(error);
    const isLasting = namesKvm.includes(code);
    if (isKvmClosed(message)) return { verdict: { usable: false, found: message, remedy: hint }, isLasting };
    const reduced = { qemu: probe.qemu, without, failure: { found: message, remedy: hint } };
    return { verdict: await findGuiltyPart(reduced, (parts) => tryWithout(probe, parts, signal), signal), isLasting };
  }
}

/**
 * Boots the same machine by emulation until the firmware speaks, and says how long that took, in ms. With one
 * processor: more of them say nothing more, and take turns under emulation. Throws what keeps every machine from
 * starting, `GP-MACHINE-START` when the firmware stays silent.
 */
export async function probeEmulation(probe: AcceleratorProbe, signal?: AbortSignal): Promise<number> {
  return await bootUntilItSpeaks({ ...probe, cpus: 1 }, { accelerator: 'tcg', limitMs: emulationLimitMs }, signal);
}

/** How the machine fails without some parts; undefined when it runs. */
async function tryWithout(
  probe: AcceleratorProbe,
  without: readonly KvmPart[],
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const isSilent = without.includes('smm');
  try {
    const limitMs = isSilent ? silentMs : kvmLimitMs;
    await bootUntilItSpeaks({ ...probe, without }, { accelerator: 'kvm', limitMs, isSilent }, signal);
    return undefined;
  } catch (error) {
    return kvmFailure(error).message;
  }
}

function kvmFailure(error: unknown): GoldpaneError {
  if (!(error instanceof GoldpaneError)) throw error;
  if (!namesKvm.includes(error.code) && !mayBeKvm.includes(error.code)) throw error;
  return error;
}

type Attempt = {
  readonly accelerator: 'kvm' | 'tcg';
  readonly limitMs: number;
  /** Nothing is expected to be said: not to fail is enough. */
  readonly isSilent?: boolean;
};

/** Resolves with the time that it took, in ms. */
async function bootUntilItSpeaks(
  probe: AcceleratorProbe,
  { accelerator, limitMs, isSilent = false }: Attempt,
  signal: AbortSignal | undefined,
): Promise<number> {
  const startedAt = performance.now();
  await using scratch = await makeRuntimeDir(`probe-${randomHex(4)}`);
  const plan = await bootPlan(probe, accelerator, scratch.path, signal);
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
  if (seen && seen !== 'spoke') throw boot.lossError(seen);
  if (seen || isSilent) return performance.now() - startedAt;
  throw new GoldpaneError('GP-MACHINE-START', `The firmware said nothing for ${limitMs / 1000} s`, {
    hint: 'Check dmesg for kvm messages, and update the firmware package',
  });
}

async function bootPlan(
  probe: AcceleratorProbe,
  accelerator: 'kvm' | 'tcg',
  directory: string,
  signal?: AbortSignal,
): Promise<BootPlan> {
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
    accelerator,
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

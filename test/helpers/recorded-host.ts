import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GoldpaneError } from '../../src/base/errors.ts';
import { packagedTools, parseDistributionIds } from '../../src/host/missing-tool.ts';
import { parseCpuInfo } from '../../src/host/processor-facts.ts';
import { findFirmware } from '../../src/machine/firmware.ts';
import type { FirmwareFacts } from '../../src/preflight/checks/firmware.ts';
import { memoryFacts } from '../../src/preflight/facts/memory-facts.ts';
import type { HostFacts } from '../../src/preflight/host-facts.ts';
import { type FakeFirmwareOptions, fakeFirmware } from './fake-firmware.ts';

const directory = join(import.meta.dirname, '../fixtures/hosts');

/** A system as `test/fixtures/hosts` has it. What it does not say is as on the host `good`. */
export type Recording = {
  /** `measured` on a system that was at hand, or `written from facts`. */
  readonly source: string;
  readonly what: string;
  readonly cpus: number;
  /** Texts of files, by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly descriptors: readonly FakeFirmwareOptions[];
  readonly firmwarePackage: string;
  /** Programs that are not installed. */
  readonly missing: readonly string[];
  /** What cannot be recorded as files; `null` is what could not be found out. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Outcomes of the checks that do not pass. */
  readonly expect: Readonly<Record<string, 'warn' | 'fail'>>;
};

/** A recorded system: its facts, found in its files by the code that finds them on a real one. */
export async function recordedHost(
  name: string,
): Promise<{ readonly recording: Recording; readonly facts: HostFacts }> {
  const [good, own] = await Promise.all([read('good'), read(name)]);
  const recording: Recording = {
    ...good,
    ...own,
    files: { ...good.files, ...own.files },
    facts: Object.fromEntries(Object.entries({ ...good.facts, ...own.facts }).filter(([, value]) => value !== null)),
  };
  const { files, cpus, missing } = recording;
  const text = (path: string) => files[path] ?? '';
  const facts = {
    ...recording.facts,
    distribution: parseDistributionIds(text('/etc/os-release')),
    processor: { ...parseCpuInfo(text('/proc/cpuinfo')), cpus },
    memory: await memoryFacts(async (path) => files[path]),
    programs: packagedTools().map((tool) => ({ ...tool, isThere: !missing.includes(tool.name) })),
    firmware: await recordedFirmware(recording),
  };
  // The rest was written by hand to be that.
  return { recording, facts: facts as unknown as HostFacts };
}

async function read(name: string): Promise<Recording> {
  return JSON.parse(await readFile(join(directory, `${name}.json`), 'utf8')) as Recording;
}

async function recordedFirmware({ descriptors, firmwarePackage }: Recording): Promise<FirmwareFacts> {
  const root = await mkdtemp(join(tmpdir(), 'recorded-'));
  try {
    for (const descriptor of descriptors) await fakeFirmware(root, descriptor);
    const found = await findFirmware({ machineType: 'pc-q35-9.2', directories: [root] });
    return JSON.parse(JSON.stringify({ ...found, package: firmwarePackage }).replaceAll(root, '/firmware'));
  } catch (error) {
    if (!(error instanceof GoldpaneError)) throw error;
    return { problem: error.message.replaceAll(root, '/firmware') };
  } finally {
    await rm(root, { recursive: true });
  }
}

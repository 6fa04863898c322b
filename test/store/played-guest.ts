import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LayerKey, PlanKey, RunId, Sha256 } from '../../src/base/ids.ts';
import { checkpointBoot, newBoot } from '../../src/store/boots.ts';
import type { StoredLayer } from '../../src/store/find-layer.ts';
import { finishLayer } from '../../src/store/finish-layer.ts';
import type { StateFiles } from '../../src/store/layout.ts';
import type { LayerOrigin, PartialLayer } from '../../src/store/partial-layer.ts';
import type { Publication } from '../../src/store/publish-bundle.ts';
import { startLayer } from '../../src/store/start-layer.ts';
import type { Store } from '../../src/store/store.ts';

const run = promisify(execFile);

export const runId = '20261121-140441-9f2c' as RunId;
const digest = 'ab'.repeat(32) as Sha256;

/** A key that reads well in failures: `keyOf('a')` is 64 times `a`. */
export function keyOf(letter: string): LayerKey {
  return letter.repeat(64) as LayerKey;
}

/** Writes a pattern into a disk, as a guest would. */
export async function writeDisk(disk: string, pattern: number, offset = '0', length = '1M'): Promise<void> {
  await run('qemu-io', ['-f', 'qcow2', '-c', `write -P ${pattern} ${offset} ${length}`, disk]);
}

/** Fails when the disk does not hold the pattern there. */
export async function readDisk(disk: string, pattern: number, offset = '0', length = '1M'): Promise<void> {
  const { stdout } = await run('qemu-io', ['-r', '-f', 'qcow2', '-c', `read -P ${pattern} ${offset} ${length}`, disk]);
  if (stdout.includes('Pattern verification failed')) throw new Error(`${disk} does not hold ${pattern} at ${offset}`);
}

/** What a boot leaves behind: something on the disk, in the variables and in the TPM. */
export async function playBoot(files: StateFiles, pattern: number, offset = '0'): Promise<void> {
  await writeDisk(files.disk, pattern, offset);
  await writeFile(files.uefiVars, `variables after ${pattern}`);
  await writeFile(join(files.tpm, 'tpm2-00.permall'), `tpm after ${pattern}`);
}

export async function freshOrigin(directory: string): Promise<LayerOrigin> {
  const path = join(directory, 'template.fd');
  await writeFile(path, 'template', { mode: 0o444, flag: 'a' });
  return { kind: 'fresh', diskGib: 1, uefiVars: { path, format: 'raw' } };
}

/** Plays one boot of a layer and makes it a checkpoint. */
export async function playCheckpoint(layer: PartialLayer, pattern: number, offset = '0'): Promise<void> {
  const boot = await newBoot(layer);
  await playBoot(boot.files, pattern, offset);
  await checkpointBoot(layer, boot, { pattern });
}

/** A finished layer of one boot. */
export async function playLayer(store: Store, letter: string, origin: LayerOrigin, offset = '0'): Promise<StoredLayer> {
  const layer = await startLayer(store, { key: keyOf(letter), name: letter, run: runId, origin });
  await playCheckpoint(layer, letter.charCodeAt(0), offset);
  return await finishLayer(layer);
}

export function publicationOf(files: StateFiles, change: Partial<Publication> = {}): Publication {
  return {
    image: 'demo',
    run: runId,
    files,
    evidence: [],
    manifest: {
      planKey: 'plan-1' as PlanKey,
      plan: digest,
      release: 'rehearsal',
      edition: 'Professional',
      rehearsal: true,
      seal: 'specialized',
      machine: {
        machineType: 'pc-q35-7.2',
        uuid: '7c0b8a52-9a3e-4a53-9c62-3a6d2f9e1a11',
        macAddress: '52:54:00:12:34:56',
        diskSerial: 'goldpane',
        firmware: { code: digest, vars: digest, certificates: ['microsoft-2011'] },
        tpm: { model: 'tpm-crb', mode: 'restore' },
        rtc: 'utc',
        cpus: 2,
        memoryMib: 2048,
      },
      accelerator: 'tcg',
      tools: { qemu: '7.2.22' },
      inputs: [{ name: 'iso', sha256: digest }],
      facts: { secureBoot: true },
      timings: [{ layer: 'install', stage: 'winpe', seconds: 3 }],
    },
    ...change,
  };
}

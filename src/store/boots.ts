import { join } from 'node:path';
import * as z from 'zod';
import { throwIfCancelled } from '../base/errors.ts';
import { makeNewDirectory } from '../host/file-operations.ts';
import { listDirectory, makeDirectory, pathExists, syncDirectory, syncTree } from '../host/files.ts';
import { copyFlash, createDisk, createOverlay } from '../host/qemu-img.ts';
import type { StateFiles } from './layout.ts';
import { bootDirectoryName, bootNumber, layerFiles, stateFiles } from './layout.ts';
import type { PartialLayer } from './partial-layer.ts';
import { readRecord, writeRecord } from './record.ts';
import { copyFirmwareState } from './state-files.ts';
import { discard } from './temporary.ts';

const schema = 'goldpane/boot/1';
const BootRecord = z.object({ state: z.record(z.string(), z.json()) });
const bytesPerGib = 1024 ** 3;

/** What the caller wants to know again when it goes on after this boot. */
export type BootState = Readonly<Record<string, z.core.util.JSONType>>;

/** A boot of a layer: its own overlay on what was there before, and its own variables and TPM. */
export type LayerBoot = { readonly number: number; readonly directory: string; readonly files: StateFiles };

/** A boot that ended well and is on the disk for good. */
export type Checkpoint = LayerBoot & { readonly state: BootState };

/** The boots of a partial layer that are safe, in order. What follows the last one is lost work. */
export async function checkpoints(layer: PartialLayer): Promise<readonly Checkpoint[]> {
  const found: Checkpoint[] = [];
  for (let number = 1; ; number++) {
    const boot = bootAt(layer, number);
    const record = join(boot.directory, layerFiles.boot);
    if (!(await pathExists(record))) return found;
    found.push({ ...boot, state: (await readRecord(record, schema, BootRecord)).state });
  }
}

/**
 * Prepares the next boot of a layer on its last checkpoint, its parent's last boot, or a new disk. Boots after the
 * last checkpoint are thrown away. Throws `GP-HOST-SPACE`, `GP-TOOL-FAILED`, `GP-CANCELLED`.
 */
export async function newBoot(layer: PartialLayer, signal?: AbortSignal): Promise<LayerBoot> {
  throwIfCancelled(signal);
  const last = (await checkpoints(layer)).at(-1);
  await dropBootsAfter(layer, last?.number ?? 0);
  const boot = bootAt(layer, (last?.number ?? 0) + 1);
  await makeNewDirectory(boot.directory, 0o700);
  const { origin } = layer;
  const before = last?.files ?? (origin.kind === 'layer' ? origin.parent.files : undefined);
  if (before) {
    await Promise.all([createOverlay(boot.files.disk, before.disk, signal), copyFirmwareState(before, boot.files)]);
  } else if (origin.kind === 'fresh') {
    await Promise.all([
      createDisk(boot.files.disk, origin.diskGib * bytesPerGib, signal),
      copyFlash(origin.uefiVars, boot.files.uefiVars, signal),
      makeDirectory(boot.files.tpm, 0o700),
    ]);
  }
  return boot;
}

/**
 * Makes a boot's disk, variables and TPM durable and marks it as the place to go on from. Call it when QEMU and
 * swtpm have ended. `state` comes back from `checkpoints`.
 */
export async function checkpointBoot(layer: PartialLayer, boot: LayerBoot, state: BootState = {}): Promise<Checkpoint> {
  await syncTree(boot.directory);
  await syncDirectory(layer.directory);
  await writeRecord(join(boot.directory, layerFiles.boot), schema, { state });
  return { ...boot, state };
}

/** Throws a boot away: the next one starts from what was before it. */
export async function dropBoot(layer: PartialLayer, boot: LayerBoot): Promise<void> {
  await discard(layer.store, boot.directory);
}

/** Throws away every boot after the given number. */
export async function dropBootsAfter(layer: PartialLayer, number: number): Promise<void> {
  for (const name of await listDirectory(layer.directory)) {
    if ((bootNumber(name) ?? 0) > number) await discard(layer.store, join(layer.directory, name));
  }
}

function bootAt(layer: PartialLayer, number: number): LayerBoot {
  const directory = join(layer.directory, bootDirectoryName(number));
  return { number, directory, files: stateFiles(directory) };
}

import { join, resolve } from 'node:path';
import { GoldpaneError } from '../base/errors.ts';
import { renameDurably } from '../host/file-operations.ts';
import { listDirectory, makeDirectory, readText, removeTree, syncTree } from '../host/files.ts';
import { createOverlayNamed } from '../host/qemu-img.ts';
import { writeFileAtomic } from '../host/write-atomic.ts';
import { type CloneRecord, readCloneRecord, requireSameBacking, writeCloneRecord } from './clone-record.ts';
import { findImage } from './find-image.ts';
import { type ImageEntry, looksWhole } from './images.ts';
import type { StateFiles } from './layout.ts';
import { bundleFiles, cloneFiles, cloneGenerationName, cloneGenerationNumber, stateFiles } from './layout.ts';
import { copyFirmwareState } from './state-files.ts';
import type { Store } from './store.ts';
import { makeTemporary, type Temporary } from './temporary.ts';

/** A private guest on a published image: an overlay, its own UEFI variables and TPM. */
export type Clone = {
  readonly directory: string;
  readonly record: CloneRecord;
  /** Counts from 1; every reset makes the next. */
  readonly generation: number;
  readonly files: StateFiles;
};

/** A clone that nobody keeps. */
export type ThrowAwayClone = Temporary & { readonly files: StateFiles };

/**
 * Makes a clone of an image in a new or empty directory. Throws `GP-IMAGE-NOT-FOUND`, `GP-IMAGE-BAD`, and `GP-USAGE`
 * when something is there already.
 */
export async function cloneImage(
  store: Store,
  reference: string,
  directory: string,
  signal?: AbortSignal,
): Promise<Clone> {
  const { entry } = await findImage(store, reference);
  const path = resolve(directory);
  if ((await listDirectory(path)).length > 0) {
    throw new GoldpaneError('GP-USAGE', `Cannot clone ${reference} to ${path}: the directory is not empty`, {
      hint: 'Name a new directory',
    });
  }
  await requireWhole(entry);
  await makeDirectory(path, 0o700);
  await writeCloneRecord(path, entry);
  return await startGeneration(path, 1, signal);
}

/** Opens a clone. Throws `GP-STORE-DAMAGED` when it is none, `GP-IMAGE-BAD` when its base is not what it was. */
export async function openClone(directory: string, signal?: AbortSignal): Promise<Clone> {
  const record = await readCloneRecord(directory);
  await requireSameBacking(record, signal);
  const current = await readText(join(directory, cloneFiles.current)).catch(() => '');
  const generation = cloneGenerationNumber(current.trim());
  if (generation === undefined) {
    throw new GoldpaneError('GP-STORE-DAMAGED', `The clone ${directory} was not finished`, {
      hint: 'Remove the directory and clone the image again',
    });
  }
  return { directory, record, generation, files: filesOf(directory, generation) };
}

/**
 * Gives a clone fresh disk, variables and TPM, all three at once: they are made beside the old ones and `current` is
 * replaced by a rename. The guest must be off. Throws as `openClone`.
 */
export async function resetClone(directory: string, signal?: AbortSignal): Promise<Clone> {
  await openClone(directory, signal);
  const used = (await listDirectory(directory)).map((name) => cloneGenerationNumber(name) ?? 0);
  const clone = await startGeneration(directory, Math.max(...used) + 1, signal);
  for (const name of await listDirectory(directory)) {
    const other = cloneGenerationNumber(name);
    if (other !== undefined && other !== clone.generation) await removeTree(join(directory, name));
  }
  return clone;
}

/** A clone for one boot, in the store's `tmp/`; it is removed when disposed, or by the next start. */
export async function throwAwayClone(store: Store, entry: ImageEntry, signal?: AbortSignal): Promise<ThrowAwayClone> {
  await requireWhole(entry);
  return await occupy(await makeTemporary(store), entry, signal);
}

async function occupy(temporary: Temporary, entry: ImageEntry, signal?: AbortSignal): Promise<ThrowAwayClone> {
  const files = stateFiles(temporary.path);
  try {
    await createState(entry.files, files, signal);
    return { ...temporary, files };
  } catch (error) {
    await temporary[Symbol.asyncDispose]();
    throw error;
  }
}

async function startGeneration(directory: string, generation: number, signal?: AbortSignal): Promise<Clone> {
  const record = await readCloneRecord(directory);
  const name = cloneGenerationName(generation);
  const staged = join(directory, `.${name}.tmp`);
  await removeTree(staged);
  await makeDirectory(staged, 0o700);
  await createState(stateFiles(record.bundle, bundleFiles.disk), stateFiles(staged), signal);
  await syncTree(staged);
  await renameDurably(staged, join(directory, name));
  await writeFileAtomic(join(directory, cloneFiles.current), `${name}\n`, { mode: 0o600 });
  return { directory, record, generation, files: filesOf(directory, generation) };
}

async function createState(base: StateFiles, to: StateFiles, signal: AbortSignal | undefined): Promise<void> {
  await createOverlayNamed(to.disk, base.disk, signal);
  await copyFirmwareState(base, to);
}

function filesOf(directory: string, generation: number): StateFiles {
  return stateFiles(join(directory, cloneGenerationName(generation)));
}

async function requireWhole(entry: ImageEntry): Promise<void> {
  if (await looksWhole(entry)) return;
  throw new GoldpaneError('GP-IMAGE-BAD', `Files of ${entry.image}:${entry.version} are missing or cut short`, {
    hint: `Run goldpane check image ${entry.image}:${entry.version}`,
    paths: [entry.directory],
  });
}

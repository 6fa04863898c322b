import { resolve } from 'node:path';
import * as z from 'zod';
import { GoldpaneError } from '../base/errors.ts';
import { fileSystemOf, fileSystemType, isWritable, nearestExisting } from '../host/file-operations.ts';
import { listDirectory, makeDirectory, pathExists } from '../host/files.ts';
import { runTool } from '../host/run-tool.ts';
import { storePaths } from './layout.ts';
import { networkFileSystem } from './network-file-system.ts';
import { readRecord, writeRecord } from './record.ts';
import type { Store } from './store.ts';
import { sweepTemporary } from './temporary.ts';

const schema = 'goldpane/store/1';

/**
 * Opens the store at `directory`, making it when it does not exist (unless `create` is false), and removes what dead
 * runs left in `tmp/`. Throws `GP-STORE-OPEN` when the place cannot hold a store, `GP-STORE-FORMAT` when a newer
 * goldpane made it.
 */
export async function openStore(directory: string, options: { readonly create?: boolean } = {}): Promise<Store> {
  const root = resolve(directory);
  const store: Store = { directory: root, paths: storePaths(root) };
  if (await pathExists(root)) await requireWritable(root);
  if (!(await pathExists(store.paths.marker))) await createStore(store, options.create ?? true);
  await readRecord(store.paths.marker, schema, z.object({}));
  const parts = partsOf(store);
  for (const part of parts) await reach(part, () => makeDirectory(part, 0o700));
  for (const part of parts) await requireWritable(part);
  await requireOneFileSystem(root, parts);
  await sweepTemporary(store);
  return store;
}

async function createStore(store: Store, create: boolean): Promise<void> {
  const { directory } = store;
  if (!create) {
    throw refusal(`There is no store at ${directory}`, 'Build an image first, or name another store with --store');
  }
  await reach(directory, () => makeDirectory(directory, 0o700));
  await requireWritable(directory);
  const others = (await listDirectory(directory)).filter((name) => name !== 'lost+found' && !/^\..*\.tmp$/.test(name));
  if (others.length > 0 && !(await pathExists(store.paths.marker))) {
    throw refusal(
      `${directory} is no goldpane store and is not empty: it holds ${others[0]}`,
      'Name an empty or a new directory with --store',
    );
  }
  const network = networkFileSystem(await fileSystemType(directory));
  if (network) {
    throw refusal(
      `${directory} is on a network file system (${network}), where locks and renames cannot be relied on`,
      'Name a directory on a local disk with --store',
    );
  }
  await writeRecord(store.paths.marker, schema, {}, { mode: 0o600 });
}

function partsOf({ paths }: Store): readonly string[] {
  return [paths.layers, paths.runs, paths.images, paths.names, paths.cache, paths.locks, paths.tmp, paths.trash];
}

async function requireWritable(path: string): Promise<void> {
  if (!(await isWritable(path))) throw await notWritable(path);
}

async function requireOneFileSystem(root: string, parts: readonly string[]): Promise<void> {
  const own = await fileSystemOf(root);
  for (const part of parts) {
    if ((await fileSystemOf(part)) === own) continue;
    throw refusal(
      `${part} is on another file system than ${root}: nothing could be renamed into its place`,
      `Mount the file system at ${root} instead, or name another store with --store`,
    );
  }
}

async function reach(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw await notWritable(path, error);
  }
}

async function notWritable(path: string, cause?: unknown): Promise<GoldpaneError> {
  const nearest = await nearestExisting(path);
  const { stdout } = await runTool('stat', ['-c', '%U, mode %a', '--', nearest]);
  return refusal(
    `The store cannot be written: ${path} (${nearest} belongs to ${stdout.trim()})`,
    'Change its owner, or name a directory of your own with --store',
    cause,
  );
}

function refusal(message: string, hint: string, cause?: unknown): GoldpaneError {
  return new GoldpaneError('GP-STORE-OPEN', message, { hint, cause });
}

import { constants, type Dirent } from 'node:fs';
import { access, mkdir, open, readdir, readFile, realpath, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from './run-tool.ts';

/** Reads a UTF-8 file. */
export async function readText(path: string): Promise<string> {
  return await readFile(path, 'utf8');
}

/** Reads a JSON file; the caller validates the value. */
export async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readText(path));
}

/** Makes the names in a directory durable. */
export async function syncDirectory(path: string): Promise<void> {
  await syncFile(path);
}

/** Makes the contents of a file durable. */
async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes every file and directory below `directory`, and itself, durable: contents before names. */
export async function syncTree(directory: string): Promise<void> {
  const sync = async (entry: Dirent): Promise<void> => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await syncTree(path);
    else if (entry.isFile()) await syncFile(path);
  };
  await Promise.all((await readdir(directory, { withFileTypes: true })).map(sync));
  await syncDirectory(directory);
}

/**
 * Copies a file with its holes, sharing blocks where the file system can. Node's own copyFile fills holes:
 * 4 GiB sparse with 1 GiB of data became 4 GiB and took 40 times as long.
 */
export async function copySparse(
  from: string,
  to: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  await runTool('cp', ['--sparse=always', '--reflink=auto', '--', from, to], options);
}

/** Removes a file or a directory with all below it; read-only directories too. A missing one is fine. */
export async function removeTree(path: string): Promise<void> {
  await makeWritable(path);
  await rm(path, { recursive: true, force: true });
}

async function makeWritable(path: string): Promise<void> {
  const info = await stat(path).catch(() => undefined);
  if (!info?.isDirectory()) return;
  if ((info.mode & constants.S_IWUSR) === 0) {
    const handle = await open(path, 'r');
    await handle.chmod(0o700).finally(() => handle.close());
  }
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeWritable(join(path, entry.name));
  }
}

/** Makes a directory and its parents; an existing one is fine. */
export async function makeDirectory(path: string, mode = 0o755): Promise<void> {
  await mkdir(path, { recursive: true, mode });
}

/** Names in a directory, sorted; none when it does not exist. */
export async function listDirectory(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Size in bytes. */
export async function fileSize(path: string): Promise<number> {
  return (await stat(path)).size;
}

/** True when something is at `path`. */
export async function pathExists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

/** Bytes that an ordinary user can still write where `path` is. */
export async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}

/** The path without symbolic links, absolute; rejects when nothing is there. */
export async function realPath(path: string): Promise<string> {
  return await realpath(path);
}

/** True when a regular file is at `path`, symbolic links followed. */
export async function isFile(path: string): Promise<boolean> {
  return await stat(path).then(
    (info) => info.isFile(),
    () => false,
  );
}

import { constants } from 'node:fs';
import { access, chmod, copyFile, mkdir, open, readdir, rename, stat, statfs } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pathExists, syncDirectory } from './files.ts';

/** Renames and makes it durable: the new parent first, so that a power cut loses nothing. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncDirectory(dirname(to));
  if (dirname(from) !== dirname(to)) await syncDirectory(dirname(from));
}

/** Makes a directory that must not exist yet; false when it does. */
export async function makeNewDirectory(path: string, mode: number): Promise<boolean> {
  try {
    await mkdir(path, { mode });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Copies a small file without holes worth keeping, and gives the copy its own mode. */
export async function copySmallFile(from: string, to: string, mode: number): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  await chmod(to, mode);
}

/** Paths of the regular files below `directory`, relative to it, sorted. */
export async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .sort();
}

/** Sets the mode of every file or of every directory below `directory`, itself included. */
export async function setModes(directory: string, kind: 'files' | 'directories', mode: number): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await setModes(path, kind, mode);
    else if (kind === 'files') await chmod(path, mode);
  }
  if (kind === 'directories') await chmod(directory, mode);
}

/** Appends one line and makes it durable. A line that a power cut left without its end is ended first. */
export async function appendLineDurably(path: string, line: string): Promise<void> {
  const handle = await open(path, 'a+', 0o644);
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    const start = size > 0 && last.toString() !== '\n' ? '\n' : '';
    await handle.appendFile(`${start}${line}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncDirectory(dirname(path));
}

/** What tells a file from a later one at the same path without reading it. */
export type FileIdentity = { readonly inode: string; readonly sizeBytes: number; readonly modifiedNs: string };

/** Identity of a file as the file system knows it. */
export async function fileIdentity(path: string): Promise<FileIdentity> {
  const { ino, size, mtimeNs } = await stat(path, { bigint: true });
  return { inode: String(ino), sizeBytes: Number(size), modifiedNs: String(mtimeNs) };
}

/** Permission bits. */
export async function fileMode(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

/** Number of the file system that holds `path`. */
export async function fileSystemOf(path: string): Promise<number> {
  return (await stat(path)).dev;
}

/** Magic number of the kind of file system that holds `path`. Source: statfs(2). */
export async function fileSystemType(path: string): Promise<number> {
  return (await statfs(path)).type;
}

/** True when this process may make files in the directory. */
export async function isWritable(path: string): Promise<boolean> {
  return await access(path, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** What opening a file or device for reading and writing gives: what its permissions say may differ. */
export async function openOutcome(path: string): Promise<'opens' | 'denied' | 'missing'> {
  try {
    await (await open(path, 'r+')).close();
    return 'opens';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EACCES' || code === 'EPERM' ? 'denied' : 'missing';
  }
}

/** The path itself, or the nearest directory above it that exists. */
export async function nearestExisting(path: string): Promise<string> {
  return (await pathExists(path)) ? path : await nearestExisting(dirname(path));
}

/** True when this process may read and write the file or device. */
export async function isUsable(path: string): Promise<boolean> {
  return await access(path, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
}

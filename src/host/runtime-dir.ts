import { lstat, mkdir, readdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GoldpaneError } from '../base/errors.ts';
import { environment } from './environment.ts';
import { removeTree } from './files.ts';
import { isGone, ownerFromShortName, shortOwnerName, thisOwner } from './owner.ts';
import { randomHex } from './random.ts';

/** A 0700 directory for sockets; disposing removes it. */
export type RuntimeDir = AsyncDisposable & { readonly path: string };

/** sun_path holds 108 bytes with its end mark; source: unix(7). */
const longestSocketPath = 107;
/** Longest socket name that goldpane uses, with its slash. */
const longestSocketName = '/passt.sock.repair'.length;

/**
 * Makes a short directory that only this user can enter, below `$XDG_RUNTIME_DIR/goldpane` or else among the temporary
 * files. Its name ends with its owner, so that those of dead processes are removed here.
 * Throws `GP-HOST-SOCKET-PATH` when sockets in it would have too long a path.
 */
export async function makeRuntimeDir(id: string): Promise<RuntimeDir> {
  const name = `${id}-${randomHex(2)}-${shortOwnerName(thisOwner())}`;
  const path = (await inUserRuntimeDirectory(name)) ?? (await inTemporaryDirectory(name));
  return { path, [Symbol.asyncDispose]: () => removeTree(path) };
}

async function inUserRuntimeDirectory(name: string): Promise<string | undefined> {
  const runtime = environment('XDG_RUNTIME_DIR');
  if (!runtime || !(await isPrivateDirectory(runtime))) return undefined;
  const parent = join(runtime, 'goldpane');
  const path = join(parent, name);
  if (isTooLong(path)) return undefined;
  await mkdir(parent, { recursive: true, mode: 0o700 });
  return await makeAmong(parent, path, '');
}

async function inTemporaryDirectory(name: string): Promise<string> {
  const prefix = 'goldpane-';
  const parent = await realpath(tmpdir());
  const path = join(parent, `${prefix}${name}`);
  if (!isTooLong(path)) return await makeAmong(parent, path, prefix);
  throw new GoldpaneError('GP-HOST-SOCKET-PATH', `Sockets in ${path} would have paths of over 107 bytes`, {
    hint: 'Set TMPDIR or XDG_RUNTIME_DIR to a directory with a shorter path, such as /tmp',
  });
}

function isTooLong(path: string): boolean {
  return Buffer.byteLength(path) + longestSocketName > longestSocketPath;
}

/** Removes what killed processes left, and makes a directory that was not there: nobody else can have prepared it. */
async function makeAmong(parent: string, path: string, prefix: string): Promise<string> {
  const names = (await readdir(parent)).filter((name) => name.startsWith(prefix));
  for (const name of names) {
    const owner = ownerFromShortName(name);
    if (!owner || !isGone(owner) || !(await isPrivateDirectory(join(parent, name)))) continue;
    // Another start may do the same at this moment: what cannot be removed now is left for later.
    await removeTree(join(parent, name)).catch(() => undefined);
  }
  await mkdir(path, { mode: 0o700 });
  return path;
}

async function isPrivateDirectory(path: string): Promise<boolean> {
  const info = await lstat(path).catch(() => undefined);
  return info?.isDirectory() === true && info.uid === process.getuid?.() && (info.mode & 0o077) === 0;
}

import { lstat, mkdir, mkdtemp, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GoldpaneError } from '../base/errors.ts';
import { environment } from './environment.ts';
import { removeTree } from './files.ts';
import { isGone, Owner, thisOwner } from './owner.ts';

/** A 0700 directory for sockets; disposing removes it. */
export type RuntimeDir = AsyncDisposable & { readonly path: string };

/** sun_path holds 108 bytes with its end mark; source: unix(7). */
const longestSocketPath = 107;
/** Longest socket name that goldpane uses, with its slash. */
const longestSocketName = '/passt.sock.repair'.length;
/** Says whose directory it is: its name has no room for that. */
const ownerFile = 'owner.json';

/**
 * Makes a short directory that only this user can enter: `$XDG_RUNTIME_DIR/goldpane/ID`, else one of `mkdtemp`. Removes
 * those that dead processes of ours left. Throws `GP-HOST-SOCKET-PATH` when sockets in it would have too long a path.
 */
export async function makeRuntimeDir(id: string): Promise<RuntimeDir> {
  const path = (await inUserRuntimeDirectory(id)) ?? (await inTemporaryDirectory());
  await writeFile(join(path, ownerFile), JSON.stringify(thisOwner()));
  return { path, [Symbol.asyncDispose]: () => removeTree(path) };
}

async function inUserRuntimeDirectory(id: string): Promise<string | undefined> {
  const runtime = environment('XDG_RUNTIME_DIR');
  if (!runtime || !(await isPrivateDirectory(runtime))) return undefined;
  const parent = join(runtime, 'goldpane');
  const path = join(parent, id);
  if (isTooLong(path)) return undefined;
  await sweep(parent, '');
  await mkdir(path, { recursive: true, mode: 0o700 });
  return path;
}

async function inTemporaryDirectory(): Promise<string> {
  const parent = await realpath(tmpdir());
  await sweep(parent, 'goldpane-');
  const path = await mkdtemp(join(parent, 'goldpane-'));
  if (!isTooLong(path)) return path;
  await removeTree(path);
  throw new GoldpaneError('GP-HOST-SOCKET-PATH', `Sockets in ${path} would have paths of over 107 bytes`, {
    hint: 'Set TMPDIR or XDG_RUNTIME_DIR to a directory with a shorter path, such as /tmp',
  });
}

function isTooLong(path: string): boolean {
  return Buffer.byteLength(path) + longestSocketName > longestSocketPath;
}

/** Removes what processes left that were killed. Another start may do the same at this moment: what fails is left. */
async function sweep(parent: string, prefix: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const path of names.filter((name) => name.startsWith(prefix)).map((name) => join(parent, name))) {
    const owner = (await isPrivateDirectory(path)) ? await readOwner(path) : undefined;
    if (owner && isGone(owner)) await removeTree(path).catch(() => undefined);
  }
}

async function readOwner(path: string): Promise<Owner | undefined> {
  const text = await readFile(join(path, ownerFile), 'utf8').catch(() => 'null');
  try {
    return Owner.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

async function isPrivateDirectory(path: string): Promise<boolean> {
  const info = await lstat(path).catch(() => undefined);
  return info?.isDirectory() === true && info.uid === process.getuid?.() && (info.mode & 0o077) === 0;
}

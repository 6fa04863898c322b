import { lstat, mkdir, mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GoldpaneError } from '../base/errors.ts';
import { environment } from './environment.ts';
import { removeTree } from './files.ts';

/** A 0700 directory for sockets; disposing removes it. */
export type RuntimeDir = AsyncDisposable & { readonly path: string };

/** sun_path holds 108 bytes with its end mark; source: unix(7). */
const longestSocketPath = 107;
/** Longest socket name that goldpane uses, with its slash. */
const longestSocketName = '/passt.sock.repair'.length;

/**
 * Makes a short directory that only this user can enter: `$XDG_RUNTIME_DIR/goldpane/ID`, else one of `mkdtemp`.
 * Throws `GP-HOST-SOCKET-PATH` when sockets in it would have too long a path.
 */
export async function makeRuntimeDir(id: string): Promise<RuntimeDir> {
  const path = (await inUserRuntimeDirectory(id)) ?? (await mkdtemp(join(await realpath(tmpdir()), 'goldpane-')));
  if (Buffer.byteLength(path) + longestSocketName > longestSocketPath) {
    await removeTree(path);
    throw new GoldpaneError('GP-HOST-SOCKET-PATH', `Sockets in ${path} would have paths of over 107 bytes`, {
      hint: 'Set TMPDIR or XDG_RUNTIME_DIR to a directory with a shorter path, such as /tmp',
    });
  }
  return { path, [Symbol.asyncDispose]: () => removeTree(path) };
}

async function inUserRuntimeDirectory(id: string): Promise<string | undefined> {
  const runtime = environment('XDG_RUNTIME_DIR');
  if (!runtime || !(await isPrivateDirectory(runtime))) return undefined;
  const path = join(runtime, 'goldpane', id);
  if (Buffer.byteLength(path) + longestSocketName > longestSocketPath) return undefined;
  await mkdir(path, { recursive: true, mode: 0o700 });
  return path;
}

async function isPrivateDirectory(path: string): Promise<boolean> {
  const info = await lstat(path).catch(() => undefined);
  return info?.isDirectory() === true && info.uid === process.getuid?.() && (info.mode & 0o077) === 0;
}

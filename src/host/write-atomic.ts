import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { listDirectory, syncDirectory } from './files.ts';
import { isGone, ownerFromName, ownerName, thisOwner } from './owner.ts';
import { randomHex } from './random.ts';

/**
 * Writes a whole file so that a reader, or a power cut, sees the old one or the new one: temporary name, fsync,
 * rename, fsync of the directory. What a writer of the same file left that was killed in between is removed.
 */
export async function writeFileAtomic(
  path: string,
  data: string | Uint8Array,
  options: { readonly mode?: number } = {},
): Promise<void> {
  const directory = dirname(path);
  const prefix = `.${basename(path)}.`;
  const temporary = join(directory, `${prefix}${ownerName(thisOwner())}-${randomHex(3)}.tmp`);
  try {
    await writeFile(temporary, data, { mode: options.mode ?? 0o644, flag: 'wx', flush: true });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await removeAbandoned(directory, prefix);
  await syncDirectory(directory);
}

async function removeAbandoned(directory: string, prefix: string): Promise<void> {
  for (const name of await listDirectory(directory)) {
    const owner = name.startsWith(prefix) ? ownerFromName(name.slice(prefix.length)) : undefined;
    if (owner && isGone(owner)) await rm(join(directory, name), { force: true });
  }
}

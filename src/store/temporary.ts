import { basename, join } from 'node:path';
import { makeNewDirectory, renameDurably } from '../host/file-operations.ts';
import { listDirectory, removeTree } from '../host/files.ts';
import { isGone, ownerFromName, ownerName, thisOwner } from '../host/owner.ts';
import { randomHex } from '../host/random.ts';
import type { Store } from './store.ts';

/** A directory of its own in `tmp/`, on the store's file system, removed when disposed. */
export type Temporary = AsyncDisposable & { readonly path: string };

/** Makes a temporary directory. Its name tells its owner, so that the next start can remove what a dead one left. */
export async function makeTemporary(store: Store): Promise<Temporary> {
  const path = join(store.paths.tmp, `${ownerName(thisOwner())}-${randomHex(4)}`);
  await makeNewDirectory(path, 0o700);
  return { path, [Symbol.asyncDispose]: () => removeTree(path) };
}

/** Removes the temporary directories whose owner has certainly ended; anything else in `tmp/` is left alone. */
export async function sweepTemporary(store: Store): Promise<void> {
  for (const name of await listDirectory(store.paths.tmp)) {
    const owner = ownerFromName(name);
    // Another start may sweep the same directory at this moment: what cannot be removed now is left for later.
    if (owner && isGone(owner)) await removeTree(join(store.paths.tmp, name)).catch(() => undefined);
  }
}

/** Removes a file or directory of the store: it is gone from its place at once, even if the process dies meanwhile. */
export async function discard(store: Store, path: string): Promise<void> {
  await using temporary = await makeTemporary(store);
  await renameDurably(path, join(temporary.path, basename(path)));
}

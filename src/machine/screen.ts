import { join } from 'node:path';
import type { Sha256 } from '../base/ids.ts';
import { moveFile } from '../host/byte-files.ts';
import { listDirectory, makeDirectory, removeTree } from '../host/files.ts';
import { hashFile } from '../host/hash-file.ts';
import type { Qmp } from './qmp.ts';

/** Pictures of a machine's screen in one directory, changed ones only, counted on from those that are there. */
export type Screen = {
  /** Takes a picture; gives the path of the one that shows the same. `isNew` when none of the latest ones did. */
  readonly capture: () => Promise<{ readonly path: string; readonly isNew: boolean }>;
};

/** A caret that blinks shows the same few pictures for ever: that is no sign of life, and no evidence worth keeping. */
const remembered = 8;

/** Pictures go into `directory` as `0001.png` and so on. Throws `GP-QMP` when QEMU cannot take them. */
export function screenOf(qmp: Qmp, directory: string): Screen {
  let latest: Map<Sha256, string> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const captureNow = async () => {
    await makeDirectory(directory);
    latest ??= await lastPicture(directory);
    const fresh = join(directory, '.next.png');
    await qmp.execute('screendump', { filename: fresh, format: 'png' }, { timeoutMs: 10_000 });
    const digest = await hashFile(fresh);
    const known = latest.get(digest);
    if (known !== undefined) {
      await removeTree(fresh);
      return { path: known, isNew: false };
    }
    const path = join(directory, `${String(await nextNumber(directory)).padStart(4, '0')}.png`);
    await moveFile(fresh, path);
    latest.set(digest, path);
    for (const oldest of [...latest.keys()].slice(0, -remembered)) latest.delete(oldest);
    return { path, isNew: true };
  };
  const capture = () => {
    const turn = last.then(captureNow, captureNow);
    last = turn;
    return turn;
  };
  return { capture };
}

/** What the boot before has shown last: a screen that stays as it is has not changed. */
async function lastPicture(directory: string): Promise<Map<Sha256, string>> {
  const name = (await listDirectory(directory)).findLast((file) => /^\d+\.png$/.test(file));
  if (name === undefined) return new Map();
  const path = join(directory, name);
  return new Map([[await hashFile(path), path]]);
}

async function nextNumber(directory: string): Promise<number> {
  const numbers = (await listDirectory(directory)).map((name) => Number(/^(\d+)\.png$/.exec(name)?.[1] ?? 0));
  return Math.max(0, ...numbers) + 1;
}

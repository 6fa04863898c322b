import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { throwIfCancelled } from '../base/errors.ts';
import type { Sha256 } from '../base/ids.ts';
import { collectYoung } from './collect-young.ts';

const blockBytes = 256 * 1024;
const collectEveryBlocks = 4;

/** A file that is written from its beginning on, with the digest of all that it holds. */
export type GrowingFile = AsyncDisposable & {
  readonly sizeBytes: number;
  /** Takes the next bytes; waits only while an earlier block is being written. */
  readonly append: (bytes: Uint8Array) => Promise<void>;
  /** Empties the file: it starts again. */
  readonly restart: () => Promise<void>;
  /** Waits until everything is written and gives its digest. Nothing can be appended after it. */
  readonly finish: () => Promise<Sha256>;
};

/**
 * Opens a file to go on writing it; it is made, 0600, when missing. What it holds already is read and hashed first, so
 * that the digest is always that of the whole file. It is not made durable: what a power cut damages is found by its
 * digest when it is used. Throws `GP-CANCELLED` while the file is read.
 */
export async function openGrowingFile(path: string, signal?: AbortSignal): Promise<GrowingFile> {
  const handle = await open(path, 'a+', 0o600);
  let hash = createHash('sha256');
  let size = 0;
  try {
    size = await hashExisting(handle, hash, signal);
  } catch (error) {
    await handle.close();
    throw error;
  }
  const blocks = blockWriter(handle, (block) => hash.update(block));
  return {
    get sizeBytes() {
      return size;
    },
    append: async (bytes) => {
      await blocks.append(bytes);
      size += bytes.length;
    },
    restart: async () => {
      await blocks.settle();
      await handle.truncate(0);
      hash = createHash('sha256');
      size = 0;
    },
    finish: async () => {
      await blocks.settle();
      return hash.digest('hex') as Sha256;
    },
    [Symbol.asyncDispose]: async () => {
      // Whoever needs what was written has asked for it with finish().
      await blocks.settle().catch(() => undefined);
      await handle.close();
    },
  };
}

/**
 * Copies bytes into two blocks, one being filled while the other is written: kept as they come they would outlive V8's
 * quick collections. `see` gets each block before it is written.
 */
function blockWriter(handle: Handle, see: (block: Uint8Array) => void) {
  let [block, other] = [Buffer.allocUnsafe(blockBytes), Buffer.allocUnsafe(blockBytes)];
  let [filled, count] = [0, 0];
  let writing: Promise<unknown> = Promise.resolve();
  const flush = async () => {
    const full = block.subarray(0, filled);
    see(full);
    await writing;
    writing = writeAll(handle, full);
    // A failed write is thrown by the next await above; until then nothing else may see it.
    writing.catch(() => undefined);
    [block, other, filled] = [other, block, 0];
    if (++count % collectEveryBlocks === 0) collectYoung();
  };
  return {
    append: async (bytes: Uint8Array) => {
      for (let at = 0; at < bytes.length; ) {
        const part = bytes.subarray(at, at + blockBytes - filled);
        block.set(part, filled);
        filled += part.length;
        at += part.length;
        if (filled === blockBytes) await flush();
      }
    },
    settle: async () => {
      if (filled > 0) await flush();
      await writing;
    },
  };
}

type Handle = Awaited<ReturnType<typeof open>>;

async function writeAll(handle: Handle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten;
}

async function hashExisting(handle: Handle, hash: Hash, signal?: AbortSignal): Promise<number> {
  const buffer = Buffer.allocUnsafe(blockBytes);
  for (let position = 0; ; ) {
    throwIfCancelled(signal);
    const { bytesRead } = await handle.read(buffer, 0, blockBytes, position);
    if (bytesRead === 0) return position;
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}

import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { throwIfCancelled } from '../base/errors.ts';
import type { Sha256 } from '../base/ids.ts';

const batchBytes = 1024 * 1024;

/** A file that is written from its beginning on, with the digest of all that it holds. */
export type GrowingFile = AsyncDisposable & {
  readonly sizeBytes: number;
  /** Takes the next bytes; waits only while an earlier batch is being written. */
  readonly append: (bytes: Uint8Array) => Promise<void>;
  /** Empties the file: it starts again. */
  readonly restart: () => Promise<void>;
  /** Makes everything durable and gives its digest. Nothing can be appended after it. */
  readonly finish: () => Promise<Sha256>;
};

/**
 * Opens a file to go on writing it; it is made, 0600, when missing. What it holds already is read and hashed first, so
 * that the digest is always that of the whole file. Throws `GP-CANCELLED` while it is read.
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
  let batch: Uint8Array[] = [];
  let pendingBytes = 0;
  let writing: Promise<unknown> = Promise.resolve();
  const flush = async () => {
    await writing;
    if (batch.length === 0) return;
    writing = handle.writev(batch);
    // A failed write is thrown by the next await above; until then nothing else may see it.
    writing.catch(() => undefined);
    [batch, pendingBytes] = [[], 0];
  };
  const settle = async () => {
    await flush();
    await writing;
  };
  return {
    get sizeBytes() {
      return size;
    },
    append: async (bytes) => {
      hash.update(bytes);
      batch.push(bytes);
      pendingBytes += bytes.length;
      size += bytes.length;
      if (pendingBytes >= batchBytes) await flush();
    },
    restart: async () => {
      await settle();
      await handle.truncate(0);
      hash = createHash('sha256');
      size = 0;
    },
    finish: async () => {
      await settle();
      await handle.sync();
      return hash.digest('hex') as Sha256;
    },
    [Symbol.asyncDispose]: async () => {
      // Whoever needs what was written has asked for it with finish().
      await settle().catch(() => undefined);
      await handle.close();
    },
  };
}

type Handle = Awaited<ReturnType<typeof open>>;

async function hashExisting(handle: Handle, hash: Hash, signal?: AbortSignal): Promise<number> {
  const buffer = Buffer.allocUnsafe(batchBytes);
  for (let position = 0; ; ) {
    throwIfCancelled(signal);
    const { bytesRead } = await handle.read(buffer, 0, batchBytes, position);
    if (bytesRead === 0) return position;
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}

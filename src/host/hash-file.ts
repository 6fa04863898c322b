import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { throwIfCancelled } from '../base/errors.ts';
import type { Sha256 } from '../base/ids.ts';

const smallestBufferBytes = 64 * 1024;
const largestBufferBytes = 4 * 1024 * 1024;

/** What a caller may want of a long hash. */
type HashOptions = { readonly signal?: AbortSignal | undefined; readonly onProgress?: (doneBytes: number) => void };

/**
 * SHA-256 of a file in constant memory. Two buffers: one is read while the other is hashed, which measured as fast
 * as the fastest tool and leaves the event loop free between blocks.
 */
export async function hashFile(path: string, options: HashOptions = {}): Promise<Sha256> {
  const handle = await open(path, 'r');
  try {
    return await hashHandle(handle, options);
  } finally {
    await handle.close();
  }
}

async function hashHandle(handle: FileHandle, { signal, onProgress }: HashOptions): Promise<Sha256> {
  const hash = createHash('sha256');
  const { size } = await handle.stat();
  const bufferBytes = Math.min(Math.max(size, smallestBufferBytes), largestBufferBytes);
  const buffers = [Buffer.allocUnsafe(bufferBytes), Buffer.allocUnsafe(bufferBytes)] as const;
  let position = 0;
  let reading = handle.read(buffers[0], 0, bufferBytes, 0);
  for (let block = 0; ; block++) {
    const { bytesRead, buffer } = await reading;
    throwIfCancelled(signal);
    if (bytesRead === 0) return hash.digest('hex') as Sha256;
    position += bytesRead;
    reading = handle.read(buffers[((block + 1) % 2) as 0 | 1], 0, bufferBytes, position);
    // A failed read is thrown by the await above; until then nothing else may see it.
    reading.catch(() => undefined);
    hash.update(buffer.subarray(0, bytesRead));
    onProgress?.(position);
  }
}

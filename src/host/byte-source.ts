import { open } from 'node:fs/promises';
import { throwIfCancelled } from '../base/errors.ts';

/** Bytes that can be read anywhere: a file, or a file inside an image. */
export type ByteSource = {
  readonly sizeBytes: number;
  /** Up to `length` bytes from `position`; fewer only at the end. */
  readonly read: (position: number, length: number) => Promise<Buffer>;
};

/** Opens a file for reading anywhere in it. */
export async function openByteSource(path: string, signal?: AbortSignal): Promise<ByteSource & AsyncDisposable> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const read = async (position: number, length: number) => {
      throwIfCancelled(signal);
      const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - position)));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
      return buffer.subarray(0, bytesRead);
    };
    return { sizeBytes: size, read, [Symbol.asyncDispose]: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

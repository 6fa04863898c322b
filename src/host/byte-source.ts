import { open } from 'node:fs/promises';
import { throwIfCancelled } from '../base/errors.ts';

/** Bytes that can be read anywhere: a file, or a file inside an image. */
export type ByteSource = {
  readonly sizeBytes: number;
  /**
   * Up to `length` bytes from `position`; fewer only at the end. They lie in `into` where the source can use it: who
   * reads much keeps one block instead of all that wait for the collector.
   */
  readonly read: (position: number, length: number, into?: Buffer) => Promise<Buffer>;
};

/** Opens a file for reading anywhere in it. */
export async function openByteSource(path: string, signal?: AbortSignal): Promise<ByteSource & AsyncDisposable> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const read = async (position: number, length: number, into?: Buffer) => {
      throwIfCancelled(signal);
      const wanted = Math.max(0, Math.min(length, size - position));
      const buffer = into ?? Buffer.allocUnsafe(wanted);
      const { bytesRead } = await handle.read(buffer, 0, wanted, position);
      return buffer.subarray(0, bytesRead);
    };
    return { sizeBytes: size, read, [Symbol.asyncDispose]: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

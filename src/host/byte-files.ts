import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rename } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';

/** Reads a whole file as it is. */
export async function readBytes(path: string): Promise<Buffer> {
  return await readFile(path);
}

/** Gives a file another name on the same file system, at once; what had that name is replaced. */
export async function moveFile(from: string, to: string): Promise<void> {
  await rename(from, to);
}

/** A file that only grows. */
export type Log = {
  /** Never throws: a full disk must not end what is being logged. */
  readonly write: (bytes: string | Uint8Array) => void;
  /** Resolves when everything so far can be read from the file. */
  readonly flush: () => Promise<void>;
  /** Resolves when everything is written. */
  readonly close: () => Promise<void>;
};

/** Opens a log for appending; it is made, 0600, when missing. */
export function openLog(path: string): Log {
  const stream = createWriteStream(path, { flags: 'a', mode: 0o600 });
  stream.on('error', () => undefined);
  const close = async () => {
    stream.end();
    await finished(stream).catch(() => undefined);
  };
  const flush = () => new Promise<void>((resolve) => stream.write('', () => resolve()));
  return { write: (bytes) => void stream.write(bytes), flush, close };
}

/** The lines of a text file one by one, in constant memory. */
export async function* readLines(path: string): AsyncGenerator<string> {
  const input = createReadStream(path, 'utf8');
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } finally {
    input.destroy();
  }
}

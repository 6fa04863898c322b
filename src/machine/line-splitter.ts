/** Cuts a byte stream into lines; any chunking of the stream gives the same lines. */
export type LineSplitter = {
  /** Lines that these bytes finished, without their line ends. */
  readonly push: (bytes: Uint8Array) => readonly string[];
  /** The line that has not ended yet. */
  readonly partial: () => string;
  /** Forgets the line that has not ended yet. */
  readonly reset: () => void;
};

const lineFeed = 0x0a;

/**
 * A splitter at line feeds; a carriage return before one is dropped. Of a line over `maxBytes` only the beginning is
 * kept: what comes from a guest has no limit of its own. Bytes that are no UTF-8 become U+FFFD.
 */
export function lineSplitter(maxBytes: number): LineSplitter {
  let pieces: Buffer[] = [];
  let heldBytes = 0;
  const hold = (bytes: Buffer) => {
    const kept = bytes.subarray(0, maxBytes - heldBytes);
    if (kept.length > 0) pieces.push(Buffer.from(kept));
    heldBytes += kept.length;
  };
  const reset = () => {
    pieces = [];
    heldBytes = 0;
  };
  const partial = () => Buffer.concat(pieces).toString('utf8').replace(/\r$/, '');
  const push = (bytes: Uint8Array) => {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const lines: string[] = [];
    let start = 0;
    for (let end = buffer.indexOf(lineFeed); end >= 0; end = buffer.indexOf(lineFeed, start)) {
      hold(buffer.subarray(start, end));
      lines.push(partial());
      reset();
      start = end + 1;
    }
    hold(buffer.subarray(start));
    return lines;
  };
  return { push, partial, reset };
}

import type { ByteSource } from '../../host/byte-source.ts';

/** A stretch of a file. */
export type Extent = { readonly start: number; readonly length: number };

const blockBytes = 1024 * 1024;

/**
 * Positions at which one of the needles begins, the first of each; empty when none is there. Reads only the extents,
 * in blocks that overlap, so that a needle on a border is found and memory stays constant.
 */
export async function findBytes(
  source: ByteSource,
  extents: readonly Extent[],
  needles: readonly Buffer[],
): Promise<readonly number[]> {
  const overlap = Math.max(0, ...needles.map(({ length }) => length - 1));
  const memory = Buffer.allocUnsafe(blockBytes + overlap);
  const found = new Map<Buffer, number>();
  for (const { start, length } of extents) {
    const end = start + length;
    for (let position = start; position < end; position += blockBytes) {
      const wanted = Math.min(blockBytes, end - position) + overlap;
      const block = await source.read(position, Math.min(wanted, source.sizeBytes - position), memory);
      for (const needle of needles) {
        const at = found.has(needle) ? -1 : block.indexOf(needle);
        if (at >= 0) found.set(needle, position + at);
      }
    }
  }
  return [...found.values()].sort((a, b) => a - b);
}

import type { ByteSource } from '../../host/byte-source.ts';

/** A run of bytes of a file inside an image. Without a position it was never written and reads as zeros. */
export type Extent = { readonly position: number | undefined; readonly length: number };

/** A directory entry of an image, as far as readers need it. */
export type ImageEntry = {
  readonly name: string;
  readonly isDirectory: boolean;
  readonly sizeBytes: number;
  readonly extents: readonly Extent[];
};

/** A file system inside an image: where to start, and how to list a directory. */
export type ImageFileSystem = {
  readonly kind: 'udf' | 'joliet' | 'iso9660';
  readonly label: string;
  readonly root: ImageEntry;
  readonly list: (directory: ImageEntry) => Promise<readonly ImageEntry[]>;
};

/** Why bytes cannot be read as what they should be. Callers say which file it was about. */
export class ImageProblem extends Error {
  override readonly name = 'ImageProblem';
}

/** Throws when an image is shorter than it says of itself: what is missing may be files that nobody has asked for yet. */
export function refuseCutOff(image: ByteSource, saidBytes: number): void {
  if (image.sizeBytes >= saidBytes) return;
  throw new ImageProblem(`it is cut off: it has ${image.sizeBytes} of ${saidBytes} bytes`);
}

/** The entry at `path` (with slashes), in any case as Windows does it, or `undefined`. */
export async function findEntry(files: ImageFileSystem, path: string): Promise<ImageEntry | undefined> {
  let entry: ImageEntry | undefined = files.root;
  for (const name of path.split('/')) {
    if (!entry?.isDirectory) return undefined;
    const entries: readonly ImageEntry[] = await files.list(entry);
    entry = entries.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  }
  return entry;
}

/** The bytes of a file inside an image, readable anywhere without extracting it. */
export function entrySource(image: ByteSource, entry: ImageEntry): ByteSource {
  const read = async (position: number, length: number) => {
    const end = Math.min(position + length, entry.sizeBytes);
    const parts: Buffer[] = [];
    let start = 0;
    for (const extent of entry.extents) {
      const from = Math.max(position, start);
      const to = Math.min(end, start + extent.length);
      if (from < to) parts.push(await readExtent(image, extent, from - start, to - from));
      start += extent.length;
    }
    return Buffer.concat(parts);
  };
  return { sizeBytes: entry.sizeBytes, read };
}

async function readExtent(image: ByteSource, extent: Extent, offset: number, length: number): Promise<Buffer> {
  if (extent.position === undefined) return Buffer.alloc(length);
  const bytes = await image.read(extent.position + offset, length);
  if (bytes.length < length) throw new ImageProblem('the image ends in the middle of a file: it is cut off');
  return bytes;
}

/** All bytes of a small file or directory; `maxBytes` bounds what a hostile image can make us read. */
export async function readWhole(image: ByteSource, entry: ImageEntry, maxBytes: number): Promise<Buffer> {
  if (entry.sizeBytes > maxBytes) {
    throw new ImageProblem(`${entry.name || 'a directory'} has ${entry.sizeBytes} bytes, at most ${maxBytes} are read`);
  }
  return await entrySource(image, entry).read(0, entry.sizeBytes);
}

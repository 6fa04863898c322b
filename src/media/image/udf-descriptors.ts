import type { Extent, ImageEntry } from './image-file.ts';
import { ImageProblem } from './image-file.ts';

/** Sector and block size of optical media. */
export const sectorBytes = 2048;

// An install.wim of 8 GiB has 8 extents of at most 1 GiB; this many are 4 GiB of bookkeeping at worst.
const maxExtents = 4096;
const directoryType = 4;

type Read = (position: number, length: number) => Promise<Buffer>;
type BlockPosition = (block: number) => number;

/**
 * Checks a descriptor tag (3/7.2): its identifier and the checksum over its 16 bytes without the fifth; and that as many
 * bytes of the descriptor are there as will be read.
 */
export function checkedTag(bytes: Buffer, identifier: number, what: string, length = 16): void {
  if (bytes.length < length) throw new ImageProblem(`the image ends in a UDF ${what}: it is cut off`);
  let sum = 0;
  for (let at = 0; at < 16; at++) if (at !== 4) sum += bytes.readUInt8(at);
  if (bytes.readUInt16LE(0) !== identifier || bytes.readUInt8(4) !== sum % 256) {
    throw new ImageProblem(`a UDF ${what} is damaged`);
  }
}

/** A name in OSTA compressed Unicode: a first byte of 8 or 16, the bits of each character. */
export function decodeName(bytes: Buffer): string {
  const body = bytes.subarray(1);
  if (bytes[0] === 8) return body.toString('latin1');
  if (bytes[0] === 16 && body.length % 2 === 0) return Buffer.from(body).swap16().toString('utf16le');
  throw new ImageProblem('a UDF name is in an encoding that does not exist');
}

/** A dstring (1/7.2.12): a name in a field of fixed length whose last byte says how much of it is used. */
export function decodeDstring(field: Buffer): string {
  const length = field[field.length - 1] ?? 0;
  return length === 0 || length >= field.length ? '' : decodeName(field.subarray(0, length));
}

/** A file entry (4/14.9) or extended file entry (4/14.17) with the extents of its contents. */
export async function readFileEntry(
  bytes: Buffer,
  name: string,
  blockPosition: BlockPosition,
  read: Read,
  ownPosition: number,
): Promise<ImageEntry> {
  const isExtended = bytes.length >= 2 && bytes.readUInt16LE(0) === 266;
  checkedTag(bytes, isExtended ? 266 : 261, 'file entry', sectorBytes);
  const [lengths, header] = isExtended ? [208, 216] : [168, 176];
  const sizeBytes = Number(bytes.readBigUInt64LE(56));
  const start = header + bytes.readUInt32LE(lengths);
  const length = bytes.readUInt32LE(lengths + 4);
  if (start + length > sectorBytes) throw new ImageProblem('a UDF file entry is longer than its block');
  const isDirectory = bytes.readUInt8(27) === directoryType;
  const form = bytes.readUInt16LE(34) & 7;
  const embedded: Extent = { position: ownPosition + start, length };
  const list = bytes.subarray(start, start + length);
  const extents = form === 3 ? [embedded] : await readExtents(list, form, blockPosition, read);
  const held = extents.reduce((sum, extent) => sum + extent.length, 0);
  if (held < sizeBytes) throw new ImageProblem(`the extents of ${name || 'the root'} hold less than its size`);
  return { name, isDirectory, sizeBytes, extents };
}

/** Allocation descriptors (4/14.14): short (form 0) or long (form 1), perhaps continued in further blocks. */
async function readExtents(first: Buffer, form: number, blockPosition: BlockPosition, read: Read): Promise<Extent[]> {
  if (form > 1) throw new ImageProblem('UDF with extended allocation descriptors, which install media do not have');
  const step = form === 0 ? 8 : 16;
  const extents: Extent[] = [];
  let list = first;
  for (let at = 0; at + step <= list.length; ) {
    const raw = list.readUInt32LE(at);
    const position = blockPosition(list.readUInt32LE(at + 4));
    const length = extentLength(raw);
    if (length === 0) break;
    if (extents.length >= maxExtents) throw new ImageProblem('a file in the UDF volume is in too many pieces');
    const kind = raw >>> 30;
    if (kind === 3) {
      list = await continuation(await read(position, Math.min(length, sectorBytes)));
      extents.push({ position: undefined, length: 0 });
      at = 0;
    } else {
      extents.push({ position: kind === 0 ? position : undefined, length });
      at += step;
    }
  }
  return extents;
}

/** Allocation extent descriptor (4/14.5): more allocation descriptors. */
async function continuation(bytes: Buffer): Promise<Buffer> {
  checkedTag(bytes, 258, 'allocation extent', 24);
  return bytes.subarray(24, 24 + bytes.readUInt32LE(20));
}

/** The length in an allocation descriptor: its two highest bits say something else. */
function extentLength(raw: number): number {
  return raw & 0x3fffffff;
}

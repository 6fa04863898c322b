import type { ByteSource } from '../../host/byte-source.ts';
import type { ImageEntry, ImageFileSystem } from './image-file.ts';
import { ImageProblem, readWhole, refuseCutOff } from './image-file.ts';
import { checkedTag, decodeDstring, decodeName, readFileEntry, sectorBytes } from './udf-descriptors.ts';

const maxDirectoryBytes = 4 * 1024 * 1024;
const maxVolumeDescriptors = 64;

/**
 * Reads the UDF file system of an optical image, as Windows media have it: one partition, 2048-byte blocks, plain
 * file entries. Gives `undefined` when there is none; throws `ImageProblem` when it is damaged or of another build.
 * Source: ECMA-167 3rd edition (part and clause in comments), OSTA UDF 1.02.
 */
export async function readUdf(image: ByteSource): Promise<ImageFileSystem | undefined> {
  const anchor = await sector(image, 256);
  if (anchor.length < sectorBytes || anchor.readUInt16LE(0) !== 2) return undefined;
  checkedTag(anchor, 2, 'anchor');
  const volume = await readVolume(image, anchor.readUInt32LE(20), anchor.readUInt32LE(16));
  const block = (number: number) => (volume.partitionStart + number) * sectorBytes;
  refuseCutOff(image, block(volume.partitionBlocks));
  const entryAt = async (number: number, name: string): Promise<ImageEntry> => {
    const bytes = await image.read(block(number), sectorBytes);
    return await readFileEntry(bytes, name, block, (position, length) => image.read(position, length), block(number));
  };
  const set = await image.read(block(volume.fileSet), sectorBytes);
  checkedTag(set, 256, 'file set descriptor', sectorBytes);
  const root = await entryAt(set.readUInt32LE(404), '');
  if (!root.isDirectory) throw new ImageProblem('the UDF root is not a directory');
  const list = async (directory: ImageEntry) => {
    const bytes = await readWhole(image, directory, maxDirectoryBytes);
    const entries: ImageEntry[] = [];
    for (const { name, block: number } of directoryItems(bytes)) entries.push(await entryAt(number, name));
    return entries;
  };
  return { kind: 'udf', label: volume.label, root, list };
}

type Volume = { label: string; partitionStart: number; partitionBlocks: number; fileSet: number };

/** The volume descriptor sequence (3/8.4.2): label, where the partition starts and its length, where its file set is. */
async function readVolume(image: ByteSource, start: number, lengthBytes: number): Promise<Volume> {
  let label = '';
  let partitionStart: number | undefined;
  let partitionBlocks = 0;
  let fileSet: number | undefined;
  const count = Math.min(Math.ceil(lengthBytes / sectorBytes), maxVolumeDescriptors);
  for (let index = 0; index < count; index++) {
    const bytes = await sector(image, start + index);
    if (bytes.length < sectorBytes) break;
    const tag = bytes.readUInt16LE(0);
    if (tag === 8) break; // terminating descriptor
    if (tag === 1 || tag === 5 || tag === 6) checkedTag(bytes, tag, 'volume descriptor');
    if (tag === 1) label = decodeDstring(bytes.subarray(24, 56)); // 3/10.1
    if (tag === 5) [partitionStart, partitionBlocks] = [bytes.readUInt32LE(188), bytes.readUInt32LE(192)]; // 3/10.5
    if (tag === 6) fileSet = fileSetBlock(bytes);
  }
  if (partitionStart === undefined || fileSet === undefined) {
    throw new ImageProblem('the UDF volume names no partition or no file set');
  }
  return { label, partitionStart, partitionBlocks, fileSet };
}

/** Logical volume descriptor (3/10.6): block size, the one partition map of type 1, and the file set's place. */
function fileSetBlock(bytes: Buffer): number {
  if (bytes.readUInt32LE(212) !== sectorBytes) throw new ImageProblem('UDF with blocks that are not 2048 bytes long');
  if (bytes.readUInt32LE(268) !== 1 || bytes.readUInt8(440) !== 1) {
    throw new ImageProblem('UDF with a virtual, sparable or metadata partition, which install media do not have');
  }
  return bytes.readUInt32LE(252);
}

/** File identifier descriptors (4/14.4) of a directory. Deleted ones and the parent's are left out. */
function* directoryItems(bytes: Buffer): Generator<{ name: string; block: number }> {
  for (let at = 0; at + 38 <= bytes.length; ) {
    checkedTag(bytes.subarray(at), 257, 'directory entry');
    const characteristics = bytes.readUInt8(at + 18);
    const nameLength = bytes.readUInt8(at + 19);
    const nameStart = at + 38 + bytes.readUInt16LE(at + 36);
    if (nameStart + nameLength > bytes.length)
      throw new ImageProblem('a UDF directory entry is longer than its directory');
    if ((characteristics & 0b1100) === 0) {
      yield { name: decodeName(bytes.subarray(nameStart, nameStart + nameLength)), block: bytes.readUInt32LE(at + 24) };
    }
    at += (nameStart + nameLength - at + 3) & ~3;
  }
}

async function sector(image: ByteSource, number: number): Promise<Buffer> {
  return await image.read(number * sectorBytes, sectorBytes);
}

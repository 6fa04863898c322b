import type { ByteSource } from '../../host/byte-source.ts';
import type { Extent, ImageEntry, ImageFileSystem } from './image-file.ts';
import { ImageProblem, readWhole } from './image-file.ts';

const sectorBytes = 2048;
const maxDirectoryBytes = 4 * 1024 * 1024;
const maxVolumeDescriptors = 64;

// Escape sequences of the three UCS-2 levels (Joliet specification).
const jolietEscapes = ['%/@', '%/C', '%/E'];

/**
 * Reads an ISO 9660 image, by its Joliet names when it has them: those are what Windows shows.
 * Gives `undefined` when it is none. Source: ECMA-119, Joliet specification.
 */
export async function readIso9660(image: ByteSource): Promise<ImageFileSystem | undefined> {
  const descriptors = await volumeDescriptors(image);
  const joliet = descriptors.find(
    (bytes) => bytes[0] === 2 && jolietEscapes.includes(bytes.toString('latin1', 88, 91)),
  );
  const descriptor = joliet ?? descriptors.find((bytes) => bytes[0] === 1);
  if (!descriptor) return undefined;
  const decode = joliet ? decodeJoliet : decodePlain;
  const root = entryFrom(descriptor.subarray(156, 190), '');
  const list = async (directory: ImageEntry) => {
    return [...directoryItems(await readWhole(image, directory, maxDirectoryBytes), decode)];
  };
  const label = decode(descriptor.subarray(40, 72)).replace(/[ \0]+$/, '');
  return { kind: joliet ? 'joliet' : 'iso9660', label, root, list };
}

/** How long an image says that it is in ISO 9660 (ECMA-119 8.4.8), which media with UDF have as well; else 0. */
export async function iso9660Bytes(image: ByteSource): Promise<number> {
  const primary = (await volumeDescriptors(image)).find((bytes) => bytes[0] === 1);
  return (primary?.readUInt32LE(80) ?? 0) * sectorBytes;
}

async function volumeDescriptors(image: ByteSource): Promise<readonly Buffer[]> {
  const found: Buffer[] = [];
  for (let number = 16; number < 16 + maxVolumeDescriptors; number++) {
    const bytes = await image.read(number * sectorBytes, sectorBytes);
    if (bytes.length < sectorBytes || bytes.toString('latin1', 1, 6) !== 'CD001' || bytes[0] === 255) break;
    found.push(bytes);
  }
  return found;
}

/** Directory records (ECMA-119 9.1). A file in several pieces has one record for each, all but the last marked. */
function* directoryItems(bytes: Buffer, decode: (name: Buffer) => string): Generator<ImageEntry> {
  let pieces: Extent[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt8(at);
    if (length === 0) {
      at = (Math.floor(at / sectorBytes) + 1) * sectorBytes; // records do not cross sectors
      continue;
    }
    const record = bytes.subarray(at, at + length);
    if (length < 34 || record.length < length || 33 + record.readUInt8(32) > length) {
      throw new ImageProblem('an ISO 9660 directory record is damaged');
    }
    at += length;
    const name = record.subarray(33, 33 + record.readUInt8(32));
    if (name.length === 1 && (name[0] === 0 || name[0] === 1)) continue; // itself and its parent
    const piece = entryFrom(record, decode(name).replace(/;\d+$/, ''));
    pieces.push(...piece.extents);
    if (record.readUInt8(25) & 0x80) continue;
    yield { ...piece, extents: pieces, sizeBytes: pieces.reduce((sum, extent) => sum + extent.length, 0) };
    pieces = [];
  }
}

function entryFrom(record: Buffer, name: string): ImageEntry {
  const position = (record.readUInt32LE(2) + record.readUInt8(1)) * sectorBytes;
  const length = record.readUInt32LE(10);
  const isDirectory = (record.readUInt8(25) & 2) !== 0;
  return { name, isDirectory, sizeBytes: length, extents: [{ position, length }] };
}

function decodeJoliet(bytes: Buffer): string {
  return Buffer.from(bytes.subarray(0, bytes.length & ~1))
    .swap16()
    .toString('utf16le');
}

function decodePlain(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/\.$/, '');
}

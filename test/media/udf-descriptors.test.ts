import { expect, test } from 'vitest';
import { entrySource } from '../../src/media/image/image-file.ts';
import { readFileEntry, sectorBytes } from '../../src/media/image/udf-descriptors.ts';

const gib = 1024 ** 3;
/** What one allocation descriptor can name, in whole blocks: less than 1 GiB. */
const extentBytes = gib - sectorBytes;

/** A file entry of that many long allocation descriptors, each right behind the other from `firstBlock` on. */
function fileEntry(firstBlock: number, count: number): Buffer {
  const bytes = Buffer.alloc(sectorBytes);
  bytes.writeUInt16LE(261, 0);
  bytes.writeUInt16LE(1, 34);
  bytes.writeBigUInt64LE(BigInt(count * extentBytes), 56);
  bytes.writeUInt32LE(count * 16, 172);
  for (let index = 0; index < count; index++) {
    bytes.writeUInt32LE(extentBytes, 176 + index * 16);
    bytes.writeUInt32LE(firstBlock + (index * extentBytes) / sectorBytes, 180 + index * 16);
  }
  bytes.writeUInt8(bytes.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) % 256, 4);
  return bytes;
}

test('an install.wim of 8 GiB, in extents beyond the 4 GiB of an image, is read at the right places', async () => {
  const [firstBlock, count] = [3 * 512 * 1024, 8];
  const position = (block: number) => block * sectorBytes;
  const entry = await readFileEntry(fileEntry(firstBlock, count), 'install.wim', position, async () => Buffer.of(), 0);
  const asked: [number, number][] = [];
  const image = {
    sizeBytes: 16 * gib,
    read: async (at: number, length: number) => {
      asked.push([at, length]);
      return Buffer.alloc(length);
    },
  };

  const bytes = await entrySource(image, entry).read(5 * extentBytes - 10, 20);

  expect([entry.sizeBytes, entry.extents.length, bytes.length]).toEqual([count * extentBytes, count, 20]);
  const boundary = position(firstBlock) + 5 * extentBytes;
  expect(asked).toEqual([
    [boundary - 10, 10],
    [boundary, 10],
  ]);
});

import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { findEntry, type ImageEntry, ImageProblem } from '../../src/media/image-file.ts';
import { describeMedium } from '../../src/media/inspect-iso.ts';
import { readUdf } from '../../src/media/read-udf.ts';
import { wimInfo } from '../../src/media/wim-info.ts';
import { windowsIso } from '../helpers/windows-iso.ts';

const mostBytes = 64 * 1024 * 1024;
let good: Buffer;
/** Where the bytes lie that decide how the rest is read: UDF's descriptors, and the headers of both WIMs. */
let places: { readonly descriptors: readonly number[]; readonly wims: readonly number[] };

beforeAll(async () => {
  const { path } = await windowsIso(
    { editions: [], kind: 'client', build: 26200 },
    { images: ['Core'], language: 'en-US' },
  );
  good = readFileSync(path);
  const files = await readUdf(sourceOf(good));
  const wims = await Promise.all(['install', 'boot'].map((name) => files && findEntry(files, `sources/${name}.wim`)));
  const startOf = (entry: ImageEntry | undefined) => entry?.extents[0]?.position ?? 0;
  const sectors = Array.from({ length: good.length / 2048 }, (_, index) => index * 2048);
  const described = sectors.filter((at) => [1, 2, 5, 6, 256, 257, 261].includes(good.readUInt16LE(at)));
  places = { descriptors: described.filter((at) => at < startOf(wims[0])), wims: wims.map(startOf) };
});

const sourceOf = (bytes: Buffer, onRead: (length: number) => void = () => undefined) => ({
  sizeBytes: bytes.length,
  read: async (position: number, length: number) => {
    onRead(length);
    return bytes.subarray(Math.max(0, position), Math.max(0, position + length));
  },
});

test('whatever a medium says of itself: an answer or a sentence, and never more than 64 MB at once', async () => {
  expect(places.descriptors.length).toBeGreaterThan(10);
  const extreme = fc.constantFrom(0, 1, 0x7f, 0x80, 0xfe, 0xff);
  const change = fc.oneof(
    fc.record({ place: fc.constantFrom(...places.descriptors), offset: fc.nat(520) }),
    fc.record({ place: fc.constantFrom(...places.wims), offset: fc.integer({ min: 0x28, max: 0xa0 }) }),
  );
  const bytesOf = fc.record({ value: fc.oneof(extreme, fc.nat(255)), length: fc.integer({ min: 1, max: 8 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(change, bytesOf), { minLength: 1, maxLength: 6 }), async (changes) => {
      const bytes = Buffer.from(good);
      for (const [{ place, offset }, { value, length }] of changes) {
        bytes.fill(value, place + offset, place + offset + length);
      }
      let most = 0;
      const image = sourceOf(bytes, (length) => {
        most = Math.max(most, length);
      });
      const outcome = await readUdf(image)
        .then(async (files) => (files ? await describeMedium({ image, files }) : 'no UDF'))
        .catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ImageProblem);
      expect(most).toBeLessThanOrEqual(mostBytes);
    }),
    { numRuns: 400 },
  );
}, 60_000);

test('a WIM of 8 GiB whose header lies is not read as a whole', async () => {
  const [start = 0] = places.wims;
  const header = good.subarray(start, start + 208);
  const byte = fc.tuple(fc.integer({ min: 0x28, max: 0x60 }), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(fc.array(byte, { minLength: 1, maxLength: 4 }), async (changes) => {
      const bytes = Buffer.from(header);
      for (const [at, value] of changes) bytes[at] = value;
      let most = 0;
      const read = async (position: number, length: number) => {
        most = Math.max(most, length);
        return position === 0 ? bytes.subarray(0, length) : Buffer.alloc(Math.min(length, 1024));
      };
      await wimInfo({ sizeBytes: 8 * 1024 ** 3, read }).catch((error) => expect(error).toBeInstanceOf(ImageProblem));
      expect(most).toBeLessThanOrEqual(mostBytes);
    }),
    { numRuns: 2000 },
  );
});

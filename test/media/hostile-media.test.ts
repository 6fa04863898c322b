import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findEntry, type ImageEntry, ImageProblem } from '../../src/media/image/image-file.ts';
import { readUdf } from '../../src/media/image/read-udf.ts';
import { wimInfo } from '../../src/media/image/wim-info.ts';
import { describeMedium } from '../../src/media/inspect-iso.ts';
import { writeVirtioWinIso } from '../helpers/virtio-win-iso.ts';
import { windowsIso } from '../helpers/windows-iso.ts';
import { type GoodMedia, hostileReaders } from './hostile-readers.ts';
import type { HostileWork } from './hostile-worker.ts';

const mostBytes = 64 * 1024 * 1024;
let good: Buffer;
let directory: string;
let media: GoodMedia;
/** Where the bytes lie that decide how the rest is read: UDF's descriptors, and the headers of both WIMs. */
let places: { readonly descriptors: readonly number[]; readonly wims: readonly number[] };

beforeAll(async () => {
  const { path } = await windowsIso(
    { editions: [], kind: 'client', build: 26200 },
    { images: ['Core'], language: 'en-US' },
  );
  good = readFileSync(path);
  directory = mkdtempSync(join(tmpdir(), 'hostile media '));
  media = { windows: path, drivers: join(directory, 'virtio-win.iso'), scratch: join(directory, 'scratch') };
  writeVirtioWinIso(media.drivers);
  const files = await readUdf(sourceOf(good));
  const wims = await Promise.all(['install', 'boot'].map((name) => files && findEntry(files, `sources/${name}.wim`)));
  const startOf = (entry: ImageEntry | undefined) => entry?.extents[0]?.position ?? 0;
  const sectors = Array.from({ length: good.length / 2048 }, (_, index) => index * 2048);
  const described = sectors.filter((at) => [1, 2, 5, 6, 256, 257, 261].includes(good.readUInt16LE(at)));
  places = { descriptors: described.filter((at) => at < startOf(wims[0])), wims: wims.map(startOf) };
});

afterAll(() => rmSync(directory, { recursive: true }));

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

/** How a reader fares with damaged files in 64 MB of memory: `done`, or what ended it. */
async function fare(work: HostileWork, limitMs: number): Promise<string> {
  const resourceLimits = { maxOldGenerationSizeMb: mostBytes / 1024 / 1024, maxYoungGenerationSizeMb: 8 };
  const worker = new Worker(new URL('hostile-worker.ts', import.meta.url), { workerData: work, resourceLimits });
  const ended = new Promise<string>((done) => {
    worker.once('message', done);
    worker.once('error', (error) => done(String(error)));
    setTimeout(() => done(`it hangs: not done after ${limitMs} ms`), limitMs).unref();
  });
  try {
    return await ended;
  } finally {
    await worker.terminate();
  }
}

test.for(Object.keys(hostileReaders) as (keyof typeof hostileReaders)[])(
  'damaged %s: an answer or a sentence, in 64 MB of memory and without a hang',
  { timeout: 60_000 },
  async (reader) => {
    const seed = Date.now() % 2 ** 31;

    expect(await fare({ reader, seed, runs: 300, media }, 50_000), `reader ${reader}, seed ${seed}`).toBe('done');
  },
);

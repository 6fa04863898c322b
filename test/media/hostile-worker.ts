import { parentPort, workerData } from 'node:worker_threads';
import * as fc from 'fast-check';
import { GoldpaneError } from '../../src/base/errors.ts';
import { ImageProblem } from '../../src/media/image/image-file.ts';
import { type GoodMedia, type HostileReader, hostileReaders } from './hostile-readers.ts';

/** What a worker is asked for: to read many damaged versions of something, the same ones for the same seed. */
export type HostileWork = {
  readonly reader: keyof typeof hostileReaders;
  readonly seed: number;
  readonly runs: number;
  readonly media: GoodMedia;
};

const mostBytes = 64 * 1024 * 1024;
const { reader: name, seed, runs, media } = workerData as HostileWork;
const reader: HostileReader = hostileReaders[name];
const good = reader.good(media);

/** Some bytes are others, some come many times over, the end is missing. */
const place = fc.nat(good.length - 1);
const byte = fc.oneof(
  fc.constantFrom(0, 1, 0x7f, 0x80, 0xff),
  fc.constantFrom(...Buffer.from('%\\/<>&"={[ \n;')),
  fc.nat(255),
);
const damage = fc.record({
  bytes: fc.array(fc.tuple(place, byte), { maxLength: 12 }),
  repeated: fc.option(
    fc.record({ at: place, length: fc.integer({ min: 1, max: 200 }), total: fc.constantFrom(1e3, 1e5, 9e5) }),
  ),
  cut: fc.option(place, { freq: 8 }),
});
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

function damaged({ bytes, repeated, cut }: Damage): Buffer {
  const changed = Buffer.from(good);
  for (const [at, value] of bytes) changed[at] = value;
  const part = repeated && changed.subarray(repeated.at, repeated.at + repeated.length);
  const whole =
    repeated && part
      ? Buffer.concat([
          changed.subarray(0, repeated.at),
          Buffer.alloc(repeated.total, part),
          changed.subarray(repeated.at),
        ])
      : changed;
  return cut === null ? whole : whole.subarray(0, cut);
}

/** Throws unless there is an answer or a sentence, from no more than `mostBytes` read. */
async function tryOne(bytes: Buffer): Promise<void> {
  let sum = 0;
  const read = async (position: number, length: number) => {
    const part = bytes.subarray(Math.max(0, position), Math.max(0, position + length));
    sum += part.length;
    return part;
  };
  await reader.read(bytes, { sizeBytes: bytes.length, read }, media.scratch).catch((error: unknown) => {
    if (!(error instanceof ImageProblem || error instanceof GoldpaneError)) throw error;
  });
  if (sum > mostBytes) throw new Error(`${sum} bytes were read`);
}

for (const bytes of reader.evil ?? []) await tryOne(bytes);
const property = fc.asyncProperty(damage, (one) => tryOne(damaged(one)));
await fc.assert(property, { seed, numRuns: runs, endOnFailure: true });
parentPort?.postMessage('done');

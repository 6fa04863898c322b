import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { findBytes } from '../../src/build/image/find-bytes.ts';
import type { ByteSource } from '../../src/host/byte-source.ts';

const blockBytes = 4 * 1024 * 1024;

/** Bytes in memory; like a file, a read past the end gives what is there. */
function sourceOf(bytes: Buffer): ByteSource {
  const read = async (position: number, length: number) => bytes.subarray(position, position + length);
  return { sizeBytes: bytes.length, read };
}

const needle = Buffer.from('secret');

test.for([
  { reason: 'at the start', at: 0 },
  { reason: 'ending with the first block', at: blockBytes - needle.length },
  { reason: 'with its first byte as the last of a block', at: blockBytes - 1 },
  { reason: 'with its last byte as the first of a block', at: blockBytes - needle.length + 1 },
  { reason: 'at the start of the second block', at: blockBytes },
  { reason: 'at the end', at: 2 * blockBytes + 11 - needle.length },
])('a needle is found $reason', async ({ at }) => {
  const bytes = Buffer.alloc(2 * blockBytes + 11);
  needle.copy(bytes, at);

  expect(await findBytes(sourceOf(bytes), [{ start: 0, length: bytes.length }], [needle])).toEqual([at]);
});

test('only the extents are searched, but a needle that begins in one and ends behind it is found', async () => {
  const bytes = Buffer.from('secret....secret..secret');
  const search = (start: number, length: number) => findBytes(sourceOf(bytes), [{ start, length }], [needle]);

  expect(await search(6, 4)).toEqual([]);
  expect(await search(6, 5)).toEqual([10]);
  expect(await search(24, 0)).toEqual([]);
});

test('each needle is told once, by its first place', async () => {
  const bytes = Buffer.from('b a b a b');
  const whole = [{ start: 0, length: bytes.length }];

  expect(await findBytes(sourceOf(bytes), whole, [Buffer.from('a'), Buffer.from('b')])).toEqual([0, 2]);
  expect(await findBytes(sourceOf(bytes), whole, [])).toEqual([]);
});

test('findBytes() finds what indexOf() finds, in any bytes cut into any extents', async () => {
  const bytes = fc.uint8Array({ maxLength: 200, max: 2 });
  const cuts = fc.array(fc.nat(200), { maxLength: 5 });
  const needles = fc.array(fc.uint8Array({ minLength: 1, maxLength: 4, max: 2 }), { minLength: 1, maxLength: 3 });

  await fc.assert(
    fc.asyncProperty(bytes, cuts, needles, async (content, borders, wanted) => {
      const file = Buffer.from(content);
      const edges = [0, ...borders.filter((cut) => cut < file.length).sort((a, b) => a - b), file.length];
      const extents = edges
        .slice(1)
        .map((end, index) => ({ start: edges[index] as number, length: end - (edges[index] as number) }));
      const buffers = wanted.map((each) => Buffer.from(each));

      const found = await findBytes(sourceOf(file), extents, buffers);

      expect(found).toEqual(
        buffers
          .map((each) => file.indexOf(each))
          .filter((at) => at >= 0)
          .sort((a, b) => a - b),
      );
    }),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Secret } from '../../src/base/secret.ts';
import { maskStream } from '../../src/machine/mask-stream.ts';
import { chunked } from '../helpers/chunked.ts';

const secrets = [new Secret('hunter2'), new Secret('hunter22')];
const input = Buffer.concat([
  Buffer.from('a hunter2 b hunter22 hunte '),
  Buffer.from('hunter2', 'utf16le'),
  Buffer.from(` ${Buffer.from('hunter2').toString('base64')} end hunter`),
]);

test('maskStream() masks the same for any chunking', () => {
  fc.assert(
    fc.property(chunked(input), (chunks) => {
      const stream = maskStream(secrets);

      const output = Buffer.concat([...chunks.map(stream.push), stream.flush()]).toString('latin1');

      expect(output).toBe('a *** b *** hunte *** *** end hunter');
    }),
  );
});

test('maskStream() passes a prompt on at once', () => {
  const stream = maskStream(secrets);

  expect(stream.push(Buffer.from('Press any key...')).toString()).toBe('Press any key...');
  expect(stream.push(Buffer.from(' h')).toString()).toBe(' ');
  expect(stream.push(Buffer.from('i')).toString()).toBe('hi');
});

test('maskStream() without secrets changes nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(maskStream([]).push(bytes)).toEqual(Buffer.from(bytes));
    }),
  );
});

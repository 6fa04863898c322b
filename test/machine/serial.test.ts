import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Nonce } from '../../src/base/ids.ts';
import { Secret } from '../../src/base/secret.ts';
import { serialReader } from '../../src/machine/serial.ts';
import { chunked } from '../helpers/chunked.ts';

const nonce = '0123456789abcdef0123456789abcdef' as Nonce;

function reading(secrets: readonly Secret[] = []) {
  const seen = { log: '', lines: [] as unknown[], partials: [] as string[] };
  const reader = serialReader({
    nonce,
    secrets,
    log: (bytes) => {
      seen.log += bytes.toString('latin1');
    },
    onLine: (line) => seen.lines.push(line),
    onPartial: (text) => seen.partials.push(text),
  });
  return { reader, seen };
}

const conversation = Buffer.from(
  [
    '\u001b[2J\u001b[01;01HBdsDxe: starting Boot0002\r\n',
    `junk @goldpane ${nonce} {"kind":"stage","stage":"winpe"}\r\n`,
    '@goldpane ffffffffffffffffffffffffffffffff {"kind":"ready"}\r\n',
    'net user admin hunter2\r\n',
    '\n',
    'no end',
  ].join(''),
);

test('serialReader() gives the same lines and log for any chunking', () => {
  fc.assert(
    fc.property(chunked(conversation), (chunks) => {
      const { reader, seen } = reading([new Secret('hunter2')]);

      for (const chunk of chunks) reader.push(chunk);
      reader.end();

      expect(seen.lines).toEqual([
        { kind: 'text', text: 'BdsDxe: starting Boot0002' },
        { kind: 'message', message: { kind: 'stage', stage: 'winpe' } },
        { kind: 'text', text: '@goldpane ffffffffffffffffffffffffffffffff {"kind":"ready"}' },
        { kind: 'text', text: 'net user admin ***' },
        { kind: 'text', text: '' },
        { kind: 'text', text: 'no end' },
      ]);
      expect(seen.log).toBe(conversation.toString('latin1').replace('hunter2', '***'));
    }),
  );
});

test('serialReader() shows a prompt that has no end', () => {
  const { reader, seen } = reading();

  reader.push(Buffer.from('Press any '));
  reader.push(Buffer.from('key'));
  reader.push(Buffer.from('\r\nnext'));

  expect(seen.partials).toEqual(['Press any ', 'Press any key', 'next']);
});

test('serialReader() takes a message only when its line has ended', () => {
  const { reader, seen } = reading();

  reader.push(Buffer.from(`@goldpane ${nonce} {"kind":"ready"}`));
  const before = [...seen.lines, ...seen.partials];
  reader.push(Buffer.from('\r\n'));

  expect(before).toEqual([]);
  expect(seen.lines).toEqual([{ kind: 'message', message: { kind: 'ready' } }]);
});

test('serialReader() keeps at most 64 KiB of a line', () => {
  const { reader, seen } = reading();

  for (let i = 0; i < 100; i++) reader.push(Buffer.alloc(1024, 'x'));
  reader.push(Buffer.from('\n'));

  expect(seen.lines).toEqual([{ kind: 'text', text: 'x'.repeat(64 * 1024) }]);
});

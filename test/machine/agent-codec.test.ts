import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agentDecoder, encodeAgentSync } from '../../src/machine/agent-codec.ts';
import { chunked } from '../helpers/chunked.ts';

const conversation = Buffer.concat([
  Buffer.from('{"return": {"half": '),
  Buffer.of(0xff),
  Buffer.from(
    '{"return": 4711}\n{"error": {"class": "GenericError", "desc": "Invalid parameter"}}\nPS C:\\>\n{"return": {}}\n',
  ),
]);

test('agentDecoder() gives the same messages for any chunking, and drops what a delimiter cuts off', () => {
  fc.assert(
    fc.property(chunked(conversation), (chunks) => {
      const decode = agentDecoder();

      expect(chunks.flatMap((chunk) => decode(chunk))).toEqual([
        { kind: 'reply', value: 4711 },
        { kind: 'error', text: 'Invalid parameter' },
        { kind: 'noise' },
        { kind: 'reply', value: {} },
      ]);
    }),
  );
});

test('agentDecoder() takes at most 16 MiB of a line', () => {
  const decode = agentDecoder();
  const megabyte = Buffer.alloc(1024 * 1024, 'x');

  const messages = [
    ...decode(Buffer.from('{"return": "')),
    ...Array.from({ length: 17 }, () => decode(megabyte)).flat(),
    ...decode(Buffer.from('"}\n{"return": 1}\n')),
  ];

  expect(messages).toEqual([{ kind: 'noise' }, { kind: 'reply', value: 1 }]);
});

test('encodeAgentSync() begins with the delimiter that ends what was half read', () => {
  expect(encodeAgentSync(5).toString('latin1')).toBe('\u00ff{"execute":"guest-sync-delimited","arguments":{"id":5}}\n');
});

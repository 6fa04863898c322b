import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeQmp, qmpDecoder } from '../../src/machine/qmp-codec.ts';
import { chunked } from '../helpers/chunked.ts';

const conversation = Buffer.from(
  `${[
    '{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": ""}, "capabilities": ["oob"]}}',
    '{"return": {}, "id": 1}',
    '{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "SHUTDOWN", "data": {"guest": true, "reason": "guest-reset"}}',
    '{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "RESUME"}',
    '{"id": 2, "error": {"class": "GenericError", "desc": "Pfad \\"/ä\\" fehlt"}}',
    '',
    'no json',
    '{"return": [1, 2]}',
  ].join('\r\n')}\r\n`,
);

const messages = [
  { kind: 'greeting', version: '7.2.22' },
  { kind: 'reply', id: 1, value: {} },
  { kind: 'event', name: 'SHUTDOWN', data: { guest: true, reason: 'guest-reset' } },
  { kind: 'event', name: 'RESUME', data: {} },
  { kind: 'error', id: 2, text: 'GenericError: Pfad "/ä" fehlt' },
  { kind: 'noise', text: 'no json' },
  { kind: 'reply', id: undefined, value: [1, 2] },
];

test('qmpDecoder() gives the same messages for any chunking', () => {
  fc.assert(
    fc.property(chunked(conversation), (chunks) => {
      const decode = qmpDecoder();

      expect(chunks.flatMap((chunk) => decode(chunk))).toEqual(messages);
    }),
  );
});

test('qmpDecoder() never throws on garbage', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(Array.isArray(qmpDecoder()(bytes))).toBe(true);
    }),
  );
});

test('encodeQmp() writes one line with an id', () => {
  expect(encodeQmp(7, 'screendump', { filename: '/a\n' })).toBe(
    '{"execute":"screendump","arguments":{"filename":"/a\\n"},"id":7}\n',
  );
});

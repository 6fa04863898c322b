import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseGuestLine } from '../../src/base/guest-channel.ts';
import type { Nonce } from '../../src/base/ids.ts';

const nonce = '0123456789abcdef0123456789abcdef' as Nonce;
const ready = `@goldpane ${nonce} {"kind":"ready"}`;

test.for([
  { reason: 'a frame', line: ready },
  { reason: 'text of the firmware before it', line: `BdsDxe: ${ready}` },
  { reason: 'terminal codes around it', line: `\u001b[2J\u001b[01;01H${ready}\u001b[0m` },
  { reason: 'a carriage return at its end', line: `${ready}\r` },
])('parseGuestLine() takes $reason', ({ line }) => {
  expect(parseGuestLine(line, nonce)).toEqual({ kind: 'message', message: { kind: 'ready' } });
});

test.for([
  { reason: 'the nonce of another boot', line: ready.replace('0123', 'ffff') },
  { reason: 'no JSON', line: `@goldpane ${nonce} {"kind":` },
  { reason: 'an unknown kind', line: `@goldpane ${nonce} {"kind":"sing"}` },
  { reason: 'a value of the wrong type', line: `@goldpane ${nonce} {"kind":"done","layer":3}` },
  { reason: 'plain text', line: 'Press any key to boot from CD or DVD..' },
])('parseGuestLine() gives text for $reason', ({ line }) => {
  expect(parseGuestLine(line, nonce)).toEqual({ kind: 'text', text: line });
});

test('parseGuestLine() never throws, and nothing that lacks the nonce becomes a message', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (line) => {
      expect(parseGuestLine(line, nonce).kind).toBe(line.includes(nonce) ? expect.any(String) : 'text');
    }),
  );
});

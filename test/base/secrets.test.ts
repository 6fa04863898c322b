import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskSecrets, secretForms } from '../../src/base/mask-secrets.ts';
import { Secret } from '../../src/base/secret.ts';

test('J2 a secret shows itself only when asked to', () => {
  const secret = new Secret('hunter2');

  const shown = [`${secret}`, JSON.stringify({ secret }), inspect({ secret }), String(secret)];

  expect(shown.join(' ')).not.toContain('hunter2');
  expect(secret.reveal()).toBe('hunter2');
});

test('an empty secret is refused: masking it would mask everything', () => {
  expect(() => new Secret('')).toThrow(TypeError);
});

test("J2 the forms are UTF-8, UTF-16LE, base64 of both, and Setup's base64 with either element's name", () => {
  const wide = (text: string) => Buffer.from(text, 'utf16le');

  expect(secretForms(new Secret('pw'))).toEqual([
    Buffer.from('pw'),
    wide('pw'),
    Buffer.from(Buffer.from('pw').toString('base64')),
    Buffer.from(wide('pw').toString('base64')),
    Buffer.from(wide('pwPassword').toString('base64')),
    Buffer.from(wide('pwAdministratorPassword').toString('base64')),
  ]);
});

test('J2 maskSecrets() leaves no form of a secret in any text', () => {
  const passwords = fc.stringMatching(/^[A-Za-z0-9._+=-]{8,24}$/);

  fc.assert(
    fc.property(passwords, fc.string(), fc.string(), (password, before, after) => {
      const secret = new Secret(password);
      for (const form of secretForms(secret)) {
        const masked = maskSecrets(`${before}${form.toString('latin1')}${after}`, [secret]);
        expect(masked).not.toContain(form.toString('latin1'));
        expect(masked).toContain('***');
      }
    }),
  );
});

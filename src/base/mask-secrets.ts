import type { Secret } from './secret.ts';

/**
 * The forms in which a secret shows up in Windows evidence, as byte strings: UTF-8, UTF-16LE, base64 of both,
 * and Setup's own encoding, base64 of UTF-16LE of the value followed by the element's name.
 * Source: windows docs, "Hide Sensitive Data in an Answer File" (the element name is appended before encoding).
 */
export function secretForms(secret: Secret): readonly Buffer[] {
  const text = secret.reveal();
  const wide = Buffer.from(text, 'utf16le');
  const encoded = ['', 'Password', 'AdministratorPassword'].map((suffix) =>
    Buffer.from(`${text}${suffix}`, 'utf16le').toString('base64'),
  );
  return [
    Buffer.from(text, 'utf8'),
    wide,
    ...[Buffer.from(text, 'utf8').toString('base64'), ...encoded].map((form) => Buffer.from(form, 'ascii')),
  ];
}

/** Replaces every form of the secrets in `text` by `***`. `text` is what was read as UTF-8 or Latin-1. */
export function maskSecrets(text: string, secrets: readonly Secret[]): string {
  let masked = text;
  for (const needle of secrets.flatMap(needlesOf)) masked = masked.replaceAll(needle, '***');
  return masked;
}

// Every text of every event passes here: the forms of a secret are made once.
const needles = new WeakMap<Secret, readonly string[]>();

function needlesOf(secret: Secret): readonly string[] {
  const known = needles.get(secret);
  if (known) return known;
  const made = [...secretForms(secret).map((form) => form.toString('latin1')), secret.reveal()];
  needles.set(secret, made);
  return made;
}

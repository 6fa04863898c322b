import { createHash } from 'node:crypto';
import type { Sha256 } from './ids.ts';

/** A value that JSON can hold without loss. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

/**
 * JSON with sorted keys and no spaces: equal values give equal bytes, whatever order they were built in.
 * `undefined` members are left out. Throws a `TypeError` on numbers that JSON cannot hold.
 * Source: RFC 8785, except that keys sort by UTF-16 code unit as JavaScript's sort does (the RFC's own order).
 */
export function canonicalJson(value: JsonValue): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`not a JSON number: ${value}`);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .flatMap((key) => {
      const member = value[key];
      return member === undefined ? [] : [`${JSON.stringify(key)}:${canonicalJson(member)}`];
    });
  return `{${members.join(',')}}`;
}

/** SHA-256 of the canonical JSON of `value`. */
export function digestOf(value: JsonValue): Sha256 {
  return digestOfBytes(canonicalJson(value));
}

/** SHA-256 of bytes, or of a text's UTF-8. */
export function digestOfBytes(bytes: string | Uint8Array): Sha256 {
  return createHash('sha256').update(bytes).digest('hex') as Sha256;
}

// Array.isArray does not narrow readonly arrays.
function isArray(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}

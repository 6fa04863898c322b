import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, digestOf, digestOfBytes, type JsonValue } from '../../src/base/canonical-json.ts';

test.for([
  { reason: 'keys sorted, no spaces', value: { b: 1, a: [true, null] }, json: '{"a":[true,null],"b":1}' },
  { reason: 'undefined members left out', value: { a: undefined, b: 'x' }, json: '{"b":"x"}' },
  { reason: 'characters escaped', value: 'a"\n', json: '"a\\"\\n"' },
  { reason: 'nothing', value: {}, json: '{}' },
] satisfies { reason: string; value: JsonValue; json: string }[])('canonicalJson(): $reason', ({ value, json }) => {
  expect(canonicalJson(value)).toBe(json);
});

test.for([Number.NaN, Number.POSITIVE_INFINITY])('canonicalJson() refuses %s', (value) => {
  expect(() => canonicalJson({ value })).toThrow(TypeError);
});

test('digestOf() does not see the order of keys, and sees every value', () => {
  const members = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 });

  fc.assert(
    fc.property(members, (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse());
      const [name = ''] = Object.keys(value);
      expect(digestOf(reversed as JsonValue)).toBe(digestOf(value as JsonValue));
      expect(digestOf({ ...value, [name]: ['other', value[name] as JsonValue] } as JsonValue)).not.toBe(
        digestOf(value as JsonValue),
      );
    }),
  );
});

test('canonicalJson() is JSON of the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      expect(JSON.parse(canonicalJson(value as JsonValue))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('digestOfBytes() is SHA-256', () => {
  expect(digestOfBytes('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

import { describe, expect, test } from 'vitest';
import type { GoldpaneError } from '../../src/base/errors.ts';
import type { Sha256 } from '../../src/base/ids.ts';
import { lockDifferences } from '../../src/recipe/lock-differences.ts';
import { type LockFile, lockFileText, parseLockFile } from '../../src/recipe/lock-file.ts';

const [a, b, c] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [Sha256, Sha256, Sha256];
const accepted = { id: 'iso', pinned: a, sha256: b, sizeBytes: 7, source: 'https://x.example/iso', on: '2026-11-21' };
const lock: LockFile = { recipes: { z: { two: b, one: a }, office: { medium: c } }, accepted: [accepted] };

describe('a lock file', () => {
  test('is read as it was written, and equal contents give equal bytes', () => {
    const text = lockFileText(lock);

    expect(parseLockFile('x', text)).toEqual(lock);
    expect(lockFileText({ ...lock, recipes: { office: { medium: c }, z: { one: a, two: b } } })).toBe(text);
  });

  test('lists accepted digests by id, in whatever order they were accepted', () => {
    const [other, same] = [
      { ...accepted, id: 'another' },
      { ...accepted, pinned: c },
    ];

    const texts = [
      [accepted, other, same],
      [same, other, accepted],
    ].map((both) => lockFileText({ recipes: {}, accepted: both }));

    expect(texts[0]).toBe(texts[1]);
    expect(parseLockFile('x', texts[0] ?? '').accepted.map(({ id }) => id)).toEqual(['another', 'iso', 'iso']);
  });

  test.for([
    ['a digest that is none', `schema: goldpane/lock/1\nrecipes:\n  a:\n    x: 12\n`, 'x.yaml:4:8'],
    ['a newer schema', 'schema: goldpane/lock/2\n', 'x.yaml:1:9'],
    ['no YAML', '{', 'x.yaml:1:2'],
  ])('with %s cannot be used', ([, text, where]) => {
    let error: GoldpaneError | undefined;
    try {
      parseLockFile('x.yaml', text as string);
    } catch (thrown) {
      error = thrown as GoldpaneError;
    }
    expect([error?.code, error?.findings[0]?.where]).toEqual(['GP-LOCK-INVALID', where]);
  });

  test('names what changed, what is new, what is gone, and that a recipe is not locked', () => {
    const found = (locked: Record<string, Sha256> | undefined, now: Record<string, Sha256>) =>
      lockDifferences('x.yaml', locked, now).map((finding) => finding.found);

    expect(found({ same: a, gone: a, changed: a }, { same: a, changed: b, fresh: c })).toEqual([
      `changed has SHA-256 ${b}, and ${a} is locked`,
      `fresh is a new input, with SHA-256 ${c}`,
      'gone is locked and is no input any more',
    ]);
    expect(found({ same: a }, { same: a })).toEqual([]);
    expect(found(undefined, {})).toEqual(['the lock file says nothing of this recipe']);
  });
});

import { expect, test } from 'vitest';
import { randomPassword } from '../../src/host/random.ts';

test('B12 randomPassword() has all four classes, 24 characters, and nothing that a parser could trip over', () => {
  for (let round = 0; round < 500; round++) {
    const password = randomPassword().reveal();

    expect(password).toMatch(/^[A-Za-z0-9._+=-]{24}$/);
    for (const kind of [/[A-Z]/, /[a-z]/, /[0-9]/, /[._+=-]/]) expect(password).toMatch(kind);
  }
});

test('B12 randomPassword() holds no word of its account, in any case', () => {
  // Without care, one password in three holds one of these.
  const words = [...'abcdefghjkmnpqrstuvwxyz'].flatMap((letter) => [`${letter}2_`, `${letter}7+`, `${letter}k=`]);

  for (let round = 0; round < 200; round++) {
    const text = randomPassword('x', 'A B', ...words)
      .reveal()
      .toLowerCase();

    expect(words.filter((word) => text.includes(word))).toEqual([]);
  }
});

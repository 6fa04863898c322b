import { posix } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { directoryOf, fileNameOf, isWithin, joinPath, relativePath } from '../../src/recipe/posix-path.ts';

const part = fc.constantFrom('a', 'b', 'c.d', '..', '.', '', ' ', '...');
const path = fc.tuple(fc.boolean(), fc.array(part, { minLength: 1 })).map(([isAbsolute, parts]) => {
  return `${isAbsolute ? '/' : ''}${parts.join('/')}`;
});
const normal = fc.array(fc.constantFrom('a', 'b', 'c')).map((parts) => `/${parts.join('/')}`);

test('joinPath() means what Node means', () => {
  fc.assert(
    fc.property(path, path, (directory, inner) => {
      const whole = inner.startsWith('/') ? inner : `${directory}/${inner}`;
      expect(joinPath(directory, inner)).toBe(posix.normalize(whole).replace(/(.)\/$/, '$1'));
    }),
  );
});

test('relativePath() is undone by joinPath()', () => {
  fc.assert(
    fc.property(normal, normal, (directory, target) => {
      expect(joinPath(directory, relativePath(directory, target))).toBe(target);
      expect(relativePath(directory, target)).toBe(posix.relative(directory, target) || '.');
    }),
  );
});

test('directoryOf() and fileNameOf() split a path', () => {
  expect(['/a/b.c', '/a', 'a', './a'].map((whole) => [directoryOf(whole), fileNameOf(whole)])).toEqual([
    ['/a', 'b.c'],
    ['/', 'a'],
    ['.', 'a'],
    ['.', 'a'],
  ]);
});

test('isWithin() is not fooled by a common beginning', () => {
  expect([isWithin('/a', '/a'), isWithin('/a', '/a/b'), isWithin('/a', '/ab'), isWithin('/', '/ab')]).toEqual([
    true,
    true,
    false,
    true,
  ]);
});

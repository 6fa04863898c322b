import { expect, test } from 'vitest';
import type { Plan } from '../../src/base/plan.ts';
import { mediumDifferences } from '../../src/unattend/medium-differences.ts';

const known = { edition: { name: 'Windows 11 Pro', index: 6 }, media: { id: 'iso', language: 'en-US' } } as Plan;

test.for([
  { reason: 'the same in other letters', found: { imageIndex: 6, language: 'EN-us' }, wheres: [] },
  { reason: 'another index', found: { imageIndex: 5, language: 'en-US' }, wheres: ['iso: images'] },
  { reason: 'all of it', found: { imageIndex: 5, language: 'de-DE' }, wheres: ['iso: images', 'iso: language'] },
])('mediumDifferences() tells of $reason', ({ found, wheres }) => {
  expect(mediumDifferences(known, found).map(({ where, severity }) => [where, severity])).toEqual(
    wheres.map((where) => [where, 'warning']),
  );
});

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errorCodes } from '../../src/base/error-codes.ts';

const pages = new URL('../../docs/errors/', import.meta.url);
const files = readdirSync(pages);

test('every code has a page, and every page a code', () => {
  expect(files.toSorted()).toEqual(
    Object.keys(errorCodes)
      .map((code) => `${code}.md`)
      .toSorted(),
  );
});

test.for(Object.entries(errorCodes))('the page of %s says what it means, why, and what to do', ([code, { title }]) => {
  const text = readFileSync(new URL(`${code}.md`, pages), 'utf8');
  const lines = text.trimEnd().split('\n');

  expect(lines[0]).toBe(`# ${code}: ${title}`);
  expect(lines.filter((line) => line.startsWith('## ')).slice(0, 2)).toEqual(['## Common causes', '## What to do']);
  expect(lines.length).toBeLessThanOrEqual(25);
});

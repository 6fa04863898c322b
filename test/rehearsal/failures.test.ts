import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isRehearsalFailure, rehearsalFailures } from '../../src/rehearsal/failures.ts';

const guest = join(import.meta.dirname, '../../guest-scripts/rehearsal/guest');
const scripts = readdirSync(guest, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
  .join('\n');

/** Names that the guest asks for: `failing NAME`, and the branches of the `play_…` functions. */
const played = new Set([
  ...[...scripts.matchAll(/\bfailing ([a-z0-9-]+)/g)].map(([, name]) => name),
  ...[...readFileSync(join(guest, 'lib/failures.sh'), 'utf8').matchAll(/^ {4}([a-z0-9-]+)\)/gm)].map(
    ([, name]) => name,
  ),
]);

test('the guest plays every failure that a recipe can ask for, and no other', () => {
  expect([...played].sort()).toEqual(Object.keys(rehearsalFailures).sort());
});

test('names fit the 32 bytes that fw_cfg keeps for them, so that machines with any failure are alike', () => {
  expect(Object.keys(rehearsalFailures).filter((name) => name.length > 32)).toEqual([]);
});

test.for([
  { name: 'agent-dies', known: true },
  { name: 'toString', known: false },
])('$name is a failure: $known', ({ name, known }) => {
  expect(isRehearsalFailure(name)).toBe(known);
});

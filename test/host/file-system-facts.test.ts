import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileSystemAbilities, fileSystemFacts } from '../../src/host/file-system-facts.ts';

test('what a file system can do is tried, and nothing is left behind', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'abilities-'));

  const abilities = await fileSystemAbilities(directory);

  expect(abilities).toEqual({ canDirect: expect.any(Boolean), canReflink: expect.any(Boolean) });
  expect(await readdir(directory)).toEqual([]);
  await rm(directory, { recursive: true });
});

test('C10 a directory in which no file can be made, whatever its mode says', async () => {
  expect(await fileSystemAbilities('/proc')).toBe('read-only');
});

test('facts of a file system that has no files to count', async () => {
  expect(await fileSystemFacts('/proc')).toMatchObject({ kind: 'proc', owner: 'root', freeBytes: 0 });
});

import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test as base, expect } from 'vitest';
import { listDirectory } from '../../src/host/files.ts';
import { ownerName, thisOwner } from '../../src/host/owner.ts';
import { writeFileAtomic } from '../../src/host/write-atomic.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const test = base.extend('directory', () => temporaryDirectory());

test('writeFileAtomic() replaces a file, sets the mode and leaves nothing else', async ({ directory }) => {
  const path = join(directory, 'file');
  await writeFile(path, 'old');

  await writeFileAtomic(path, 'new', { mode: 0o600 });

  expect(await readFile(path, 'utf8')).toBe('new');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await listDirectory(directory)).toEqual(['file']);
});

test('writeFileAtomic() leaves nothing behind when it cannot put the file in place', async ({ directory }) => {
  await mkdir(join(directory, 'taken', 'full'), { recursive: true });

  await expect(writeFileAtomic(join(directory, 'taken'), 'x')).rejects.toThrow();

  expect(await listDirectory(directory)).toEqual(['taken']);
});

test('H4 writeFileAtomic() removes what a killed writer of the same file left, and nothing else', async ({
  directory,
}) => {
  const living = thisOwner();
  const dead = { ...living, startTicks: living.startTicks + 1 };
  const others = [`.file.${ownerName(living)}-1.tmp`, `.other.${ownerName(dead)}-1.tmp`, '.file.swp'];
  for (const name of [...others, `.file.${ownerName(dead)}-1.tmp`]) await writeFile(join(directory, name), 'half');

  await writeFileAtomic(join(directory, 'file'), 'whole');

  expect(await listDirectory(directory)).toEqual([...others, 'file'].sort());
});

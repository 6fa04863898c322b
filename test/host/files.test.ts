import { chmod, mkdir, open, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test as base, expect } from 'vitest';
import { copySparse, listDirectory, pathExists, removeTree, syncTree } from '../../src/host/files.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const test = base.extend('directory', () => temporaryDirectory());

test('I4 copySparse() keeps holes', async ({ directory }) => {
  const from = join(directory, 'from');
  const handle = await open(from, 'w');
  await handle.truncate(64 * 1024 * 1024);
  await handle.write('end', 63 * 1024 * 1024);
  await handle.close();

  await copySparse(from, join(directory, 'to'));

  const copy = await stat(join(directory, 'to'));
  expect(copy.size).toBe(64 * 1024 * 1024);
  expect(copy.blocks * 512).toBeLessThan(1024 * 1024);
});

test('removeTree() removes read-only directories', async ({ directory }) => {
  const bundle = join(directory, 'bundle');
  await mkdir(join(bundle, 'tpm'), { recursive: true });
  await writeFile(join(bundle, 'tpm', 'state'), 'x');
  await chmod(join(bundle, 'tpm'), 0o555);
  await chmod(bundle, 0o555);

  await removeTree(bundle);

  expect(await pathExists(bundle)).toBe(false);
});

test('syncTree() walks everything without complaint', async ({ directory }) => {
  await mkdir(join(directory, 'a', 'b'), { recursive: true });
  await writeFile(join(directory, 'a', 'b', 'file'), 'x');

  await expect(syncTree(directory)).resolves.toBeUndefined();
});

test('listDirectory() of a missing directory is empty', async ({ directory }) => {
  expect(await listDirectory(join(directory, 'none'))).toEqual([]);
});

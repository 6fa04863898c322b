import { chmod, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hashFile } from '../../src/host/hash-file.ts';
import { diskInfo } from '../../src/host/qemu-img.ts';
import { checkBundle } from '../../src/store/check-bundle.ts';
import { cloneImage, openClone, resetClone, throwAwayClone } from '../../src/store/clone.ts';
import { playBoot, readDisk } from './played-guest.ts';
import { scratchDirectory, storeWithVersions } from './scratch.ts';

async function setUp() {
  const { store, entries } = await storeWithVersions(1);
  const [entry] = entries;
  if (!entry) throw new Error('nothing was published');
  return { store, entry, directory: join(await scratchDirectory(), 'my clone') };
}

test('G5 a clone is written to and its image stays as it was', async () => {
  const { store, entry, directory } = await setUp();
  const before = await hashFile(entry.files.disk);

  const clone = await cloneImage(store, 'demo', directory);
  await playBoot(clone.files, 9);

  expect(clone.files.disk).toBe(join(directory, 'gen-1/disk.qcow2'));
  expect((await diskInfo(clone.files.disk)).backingFile).toBe(entry.files.disk);
  await readDisk(clone.files.disk, 9);
  expect((await stat(clone.files.uefiVars)).mode & 0o777).toBe(0o600);
  expect(await hashFile(entry.files.disk)).toBe(before);
  expect(await checkBundle(entry)).toEqual([]);
});

test('resetClone() gives all three back as the image has them', async () => {
  const { store, directory } = await setUp();
  const clone = await cloneImage(store, 'demo', directory);
  await playBoot(clone.files, 9);

  const reset = await resetClone(directory);

  expect(reset.generation).toBe(2);
  expect(await openClone(directory)).toEqual(reset);
  await readDisk(reset.files.disk, 'a'.charCodeAt(0));
  expect(await readFile(reset.files.uefiVars, 'utf8')).toBe('variables after 98');
  expect(await readFile(join(reset.files.tpm, 'tpm2-00.permall'), 'utf8')).toBe('tpm after 98');
  expect((await readdir(directory)).sort()).toEqual(['clone.json', 'current', 'gen-2']);
});

test('a reset that was killed before its rename is passed over', async () => {
  const { store, directory } = await setUp();
  const clone = await cloneImage(store, 'demo', directory);
  await resetClone(directory);
  await writeFile(join(directory, 'current'), 'gen-2\n');
  await cloneImage(store, 'demo', join(directory, 'gen-3'));

  expect((await openClone(directory)).generation).toBe(2);
  expect((await resetClone(directory)).generation).toBe(4);
  expect(clone.generation).toBe(1);
});

test.for([
  { reason: 'the base was written to', damage: (disk: string) => writeFile(disk, 'changed') },
  { reason: 'the base is gone', damage: (disk: string) => rm(disk) },
])('G4 a clone is refused when $reason', async ({ damage }) => {
  const { store, entry, directory } = await setUp();
  await cloneImage(store, 'demo', directory);
  await chmod(entry.directory, 0o755);
  await chmod(entry.files.disk, 0o644);

  await damage(entry.files.disk);

  await expect(openClone(directory)).rejects.toMatchObject({ code: 'GP-IMAGE-BAD' });
  await expect(resetClone(directory)).rejects.toMatchObject({ code: 'GP-IMAGE-BAD' });
});

test('a base that was restored byte by byte is taken', async () => {
  const { store, entry, directory } = await setUp();
  const clone = await cloneImage(store, 'demo', directory);

  await utimes(entry.files.disk, new Date(0), new Date(0));

  expect(await openClone(directory)).toEqual(clone);
});

test('a clone does not move into a directory that holds something', async () => {
  const { store, directory } = await setUp();
  await cloneImage(store, 'demo', directory);

  await expect(cloneImage(store, 'demo', directory)).rejects.toMatchObject({ code: 'GP-USAGE' });
});

test('an image with a lost file is not cloned', async () => {
  const { store, entry, directory } = await setUp();
  await chmod(entry.directory, 0o755);
  await rm(entry.files.uefiVars);

  await expect(cloneImage(store, 'demo', directory)).rejects.toMatchObject({ code: 'GP-IMAGE-BAD' });
  await expect(throwAwayClone(store, entry)).rejects.toMatchObject({ code: 'GP-IMAGE-BAD' });
});

test('a throw-away clone is gone when it is disposed', async () => {
  const { store, entry } = await setUp();
  {
    await using clone = await throwAwayClone(store, entry);
    await playBoot(clone.files, 9);
    expect(await readdir(store.paths.tmp)).toHaveLength(1);
  }

  expect(await readdir(store.paths.tmp)).toEqual([]);
  expect(await checkBundle(entry)).toEqual([]);
});

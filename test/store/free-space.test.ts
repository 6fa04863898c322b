import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freeBytes } from '../../src/host/files.ts';
import { createDisk } from '../../src/host/qemu-img.ts';
import { estimateBuildBytes, estimateBundleBytes, requireFreeSpace } from '../../src/store/free-space.ts';
import { writeDisk } from './played-guest.ts';
import { scratchDirectory } from './scratch.ts';

const gib = 1024 ** 3;

test('H2 needs on one file system add up, and the refusal says what wants how much', async () => {
  const directory = await scratchDirectory();
  const half = Math.ceil((await freeBytes(directory)) * 0.6);
  const needs = [
    { path: join(directory, 'not/there/yet'), bytes: half, purpose: 'layers' },
    { path: directory, bytes: half, purpose: 'the bundle' },
  ];

  await requireFreeSpace(needs.slice(0, 1));
  await expect(requireFreeSpace(needs)).rejects.toMatchObject({
    code: 'GP-HOST-SPACE',
    message: expect.stringMatching(
      /^Too little free disk space: layers and the bundle may take [\d.]+ GiB at .*, where [\d.]+ GiB are free$/,
    ),
  });
});

test.for([
  { reason: 'an ISO of 5 GiB unpacks to three times its size', mediaGib: 5, diskGib: 64, expected: 21 },
  { reason: 'a disk cannot grow past its size', mediaGib: 5, diskGib: 10, expected: 16 },
])('estimateBuildBytes(): $reason', ({ mediaGib, diskGib, expected }) => {
  expect(estimateBuildBytes({ mediaBytes: mediaGib * gib, diskGib }) / gib).toBe(expected);
});

test('estimateBundleBytes() measures what is on the disk, not its size', async () => {
  const disk = join(await scratchDirectory(), 'disk');
  await createDisk(disk, 8 * gib);
  await writeDisk(disk, 1, '0', '16M');

  const bytes = await estimateBundleBytes(disk);

  expect(bytes).toBeGreaterThan(9 * 1024 ** 2);
  expect(bytes).toBeLessThan(16 * 1024 ** 2);
});

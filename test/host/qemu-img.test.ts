import { chmod, mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import {
  checkDisk,
  createDisk,
  createOverlay,
  dataExtents,
  diskInfo,
  flattenDisk,
  measureDisk,
  snapshotDisk,
} from '../../src/host/qemu-img.ts';
import { readDisk, writeDisk } from '../store/played-guest.ts';
import { scratchDirectory } from '../store/scratch.ts';

const mib = 1024 ** 2;

test('createOverlay() names its backing file relative to itself', async () => {
  const directory = await scratchDirectory();
  await mkdir(join(directory, 'one'));
  await mkdir(join(directory, 'two'));
  await createDisk(join(directory, 'one/disk.qcow2'), 64 * mib);

  await createOverlay(join(directory, 'two/disk.qcow2'), join(directory, 'one/disk.qcow2'));

  expect(await diskInfo(join(directory, 'two/disk.qcow2'))).toEqual({
    format: 'qcow2',
    virtualSizeBytes: 64 * mib,
    allocatedBytes: expect.any(Number),
    backingFile: '../one/disk.qcow2',
    backingFormat: 'qcow2',
    clusterSizeBytes: 65536,
    compressionType: 'zlib',
    snapshots: [],
    isDamaged: false,
  });
});

test('I4 flattenDisk() makes one small zstd image of a sparse chain', async () => {
  const directory = await scratchDirectory();
  const [base, top, flat] = ['base', 'top', 'flat'].map((name) => join(directory, name)) as [string, string, string];
  await createDisk(base, 8 * 1024 * mib);
  await writeDisk(base, 7);
  await createOverlay(top, base);
  await writeDisk(top, 8, '4G');

  await flattenDisk(top, flat);
  await snapshotDisk(flat, 'baseline');

  const info = await diskInfo(flat);
  expect(info).toMatchObject({ backingFile: undefined, compressionType: 'zstd', snapshots: ['baseline'] });
  expect(info.allocatedBytes).toBeLessThan(2 * mib);
  expect(await checkDisk(flat)).toEqual({ isClean: true, found: '0 corruptions, 0 leaked clusters, 0 errors' });
  await readDisk(flat, 7);
  await readDisk(flat, 8, '4G');
  expect(await measureDisk(top)).toBeGreaterThan(2 * mib);
});

test('checkDisk() finds an image that was cut short', async () => {
  const directory = await scratchDirectory();
  const disk = join(directory, 'disk');
  await createDisk(disk, 64 * mib);
  await writeDisk(disk, 1);
  const handle = await open(disk, 'r+');
  await handle.truncate(100_000);
  await handle.close();

  expect(await checkDisk(disk)).toMatchObject({ isClean: false });
});

test('dataExtents() leaves the holes of a raw image out', async () => {
  const raw = join(await scratchDirectory(), 'raw');
  const handle = await open(raw, 'w');
  await handle.write(Buffer.alloc(64 * 1024, 1), 0, 64 * 1024, mib);
  await handle.truncate(4 * mib);
  await handle.close();

  expect(await dataExtents(raw)).toMatchObject([{ start: mib, length: 64 * 1024 }]);
});

test('H2 a disk that becomes full while flattening is named', async () => {
  const directory = await scratchDirectory();
  await writeFile(join(directory, 'qemu-img'), '#!/bin/sh\necho "error: No space left on device" >&2; exit 1\n');
  await chmod(join(directory, 'qemu-img'), 0o755);
  vi.stubEnv('PATH', `${directory}:${process.env['PATH']}`);

  const flattening = flattenDisk('/from', '/to');

  await expect(flattening).rejects.toMatchObject({
    code: 'GP-HOST-SPACE',
    message: 'The disk became full while qemu-img wrote /to',
  });
});

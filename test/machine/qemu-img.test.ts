import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from 'vitest';
import { runTool } from '../../src/host/run-tool.ts';
import {
  checkImage,
  convertImage,
  createImage,
  createOverlay,
  createSnapshot,
  imageInfo,
} from '../../src/machine/qemu-img.ts';
import { fakePath } from '../helpers/fake-path.ts';

const tools = [
  { name: 'the real qemu-img', real: ['qemu-img'] },
  { name: 'the fake one', real: [] },
];

const test = base.extend<{ directory: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest wants a pattern
  directory: async ({}, use) => {
    const directory = await mkdtemp(join(tmpdir(), 'qemu img,='));
    await use(directory);
    await rm(directory, { recursive: true, force: true });
  },
});

test.for(tools)('$name flattens a chain of overlays into a published image', async ({ real }, { directory }) => {
  await using _tools = await fakePath({}, real);
  const [base, overlay, image] = ['a/disk.qcow2', 'b/disk.qcow2', 'image.qcow2'].map((name) => join(directory, name));
  await mkdir(join(directory, 'a'));
  await mkdir(join(directory, 'b'));

  await createImage(`${base}`, 1);
  await createOverlay(`${overlay}`, '../a/disk.qcow2');
  await convertImage(`${overlay}`, `${image}`);
  await createSnapshot(`${image}`, 'baseline');

  expect((await imageInfo(`${overlay}`)).backingFile).toBe('../a/disk.qcow2');
  const { allocatedBytes: _, ...info } = await imageInfo(`${image}`);
  expect(info).toEqual({
    virtualSizeBytes: 2 ** 30,
    clusterSizeBytes: 65_536,
    backingFile: undefined,
    snapshots: ['baseline'],
    compression: 'zstd',
    isDirty: false,
    isCorrupt: false,
  });
  expect(await checkImage(`${image}`)).toEqual({ corruptions: 0, leaks: 0, errors: 0 });
});

test('checkImage() finds damage', async ({ directory }) => {
  await using _tools = await fakePath({}, ['qemu-img']);
  const image = join(directory, 'image.qcow2');
  await createImage(image, 1);
  await runTool('qemu-io', ['-f', 'qcow2', '-c', 'write 0 64k', image]);
  // The first entry of the first refcount block of a fresh image: 64 KiB in, two bytes each.
  await runTool('dd', ['if=/dev/zero', `of=${image}`, 'bs=1', `seek=${2 * 65_536}`, 'count=2', 'conv=notrunc']);

  expect((await checkImage(image)).corruptions).toBeGreaterThan(0);
});

test('convertImage() says that the disk is full (H2)', async ({ directory }) => {
  await using _tools = await fakePath('convert-disk-full');
  const image = join(directory, 'image.qcow2');
  await createImage(image, 1);

  await expect(convertImage(image, `${image}.new`)).rejects.toMatchObject({
    code: 'GP-TOOL-FAILED',
    message: expect.stringContaining('No space left on device'),
  });
  await expect(stat(`${image}.new`)).rejects.toMatchObject({ code: 'ENOENT' });
});

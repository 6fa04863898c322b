import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from 'vitest';
import { certificatesIn, findFirmware } from '../../src/machine/firmware.ts';
import { fakeFirmware } from '../helpers/fake-firmware.ts';

const machineType = 'pc-q35-7.2';

const test = base.extend<{ places: readonly [string, string] }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest wants a pattern
  places: async ({}, use) => {
    const root = await mkdtemp(join(tmpdir(), 'firmware-'));
    await use([join(root, 'general'), join(root, 'specific')]);
    await rm(root, { recursive: true, force: true });
  },
});

test('findFirmware() takes the first by name that fits, over all directories', async ({ places }) => {
  await fakeFirmware(places[0], { name: '50-later.json' });
  await fakeFirmware(places[1], { name: '40-first.json' });
  await fakeFirmware(places[0], { name: '30-without-keys.json', features: ['secure-boot', 'requires-smm'] });

  const firmware = await findFirmware({ machineType, directories: places });

  expect(firmware).toEqual({
    descriptor: join(places[1], '40-first.json'),
    code: {
      path: join(places[1], '40-first.json.code.fd'),
      format: 'raw',
      sizeBytes: 3_653_632,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
    vars: {
      path: join(places[1], '40-first.json.vars.fd'),
      format: 'raw',
      sizeBytes: 540_672,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
    certificates: ['microsoft-2011'],
  });
});

test('findFirmware() lets a specific directory replace a file of the same name', async ({ places }) => {
  await fakeFirmware(places[0]);
  await fakeFirmware(places[1]);

  const firmware = await findFirmware({ machineType, directories: places });

  expect(firmware.descriptor).toBe(join(places[1], '40-secure.json'));
});

test('findFirmware() lets an empty file hide one of the same name', async ({ places }) => {
  await fakeFirmware(places[0]);
  await mkdir(places[1], { recursive: true });
  await writeFile(join(places[1], '40-secure.json'), '');

  await expect(findFirmware({ machineType, directories: places })).rejects.toMatchObject({
    code: 'GP-HOST-FIRMWARE',
    message: `No UEFI firmware with Secure Boot and enrolled keys: looked for QEMU firmware descriptors in ${places[0]}, ${places[1]}; none there`,
  });
});

test.for([
  { options: { features: ['secure-boot'] }, why: 'lacks requires-smm, enrolled-keys', reason: 'Arch: no keys' },
  { options: { machines: ['pc-i440fx-*'] }, why: 'is not for pc-q35-7.2', reason: 'another machine' },
  { options: { machines: ['q35'] }, why: 'is not for pc-q35-7.2', reason: 'an alias is no machine name' },
  { options: { mode: 'combined' }, why: 'keeps code and variables in mode "combined"', reason: 'one file for both' },
  {
    options: { varsBytes: 131_072 },
    why: 'pairs code of 3653632 bytes with variables of 131072, which would hang',
    reason: '4M code with 2M variables hangs silently',
  },
  {
    options: { codeBytes: 1_966_080 },
    why: 'pairs code of 1966080 bytes with variables of 540672, which would hang',
    reason: '2M code with 4M variables likewise',
  },
])('findFirmware() refuses a firmware that $why: $reason (C4)', async ({ options, why }, { places }) => {
  await fakeFirmware(places[0], options);

  await expect(findFirmware({ machineType, directories: places })).rejects.toMatchObject({
    code: 'GP-HOST-FIRMWARE',
    message: expect.stringContaining(`; found: ${join(places[0], '40-secure.json')} ${why}`),
  });
});

test('findFirmware() goes on when a descriptor outlived its package or is no descriptor', async ({ places }) => {
  await fakeFirmware(places[0], { name: '10-gone.json' });
  await rm(join(places[0], '10-gone.json.code.fd'));
  await writeFile(join(places[0], '20-broken.json'), '{');
  await fakeFirmware(places[0]);

  const firmware = await findFirmware({ machineType, directories: places });

  expect(firmware.descriptor).toBe(join(places[0], '40-secure.json'));
});

test.for([
  { names: ['Microsoft Windows Production PCA 2011'], encoding: 'latin1' as const, expected: ['microsoft-2011'] },
  { names: ['Windows UEFI CA 2023'], encoding: 'utf16le' as const, expected: ['microsoft-2023'] },
  {
    names: ['Microsoft Windows Production PCA 2011', 'Windows UEFI CA 2023'],
    encoding: 'latin1' as const,
    expected: ['microsoft-2011', 'microsoft-2023'],
  },
  { names: [], encoding: 'latin1' as const, expected: [] },
])('certificatesIn() finds $expected', ({ names, encoding, expected }) => {
  expect(certificatesIn(Buffer.from(`\u0001${names.join('\u0002')}\u0003`, encoding))).toEqual(expected);
});

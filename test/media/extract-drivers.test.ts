import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GoldpaneError } from '../../src/base/errors.ts';
import { extractDrivers } from '../../src/media/drivers/extract-drivers.ts';
import { readInf } from '../../src/media/drivers/read-inf.ts';
import { ImageProblem } from '../../src/media/image/image-file.ts';
import type { DriverPackage } from '../../src/media/pack/install-medium.ts';
import { driverManifest, infText, type VirtioChanges, writeVirtioWinIso } from '../helpers/virtio-win-iso.ts';

let directory: string;
let iso: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'drivers '));
  iso = join(directory, 'virtio-win.iso');
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const names = (packages: readonly DriverPackage[]) =>
  packages.map(({ name, files }) => [name, ...files.map((file) => file.name)]);
const w11 = { folder: 'w11', architecture: 'amd64' } as const;

/** What is told of an ISO that differs like this. */
async function told(changes: VirtioChanges, wish: { readonly folder: string } = w11): Promise<unknown> {
  writeVirtioWinIso(iso, changes);
  return await extractDrivers({ ...w11, ...wish, path: iso }).then(
    () => 'extracted',
    ({ code, findings }: GoldpaneError) => ({ code, found: findings.map(({ where, found }) => `${where}: ${found}`) }),
  );
}

describe('extractDrivers()', () => {
  test('B9: gives each driver with every file that its INF names, and nothing else', async () => {
    writeVirtioWinIso(iso);

    const { setupDrivers, bootstrapDrivers, guestAgent } = await extractDrivers({ ...w11, path: iso });

    expect(names(setupDrivers)).toEqual([
      ['viostor', 'viostor.inf', 'viostor.cat', 'viostor.sys'],
      ['vioscsi', 'vioscsi.inf', 'vioscsi.cat', 'vioscsi.sys'],
      ['NetKVM', 'netkvm.inf', 'netkvm.cat', 'netkvm.sys', 'netkvmco.exe', 'netkvmp.exe'],
    ]);
    expect(names(bootstrapDrivers)).toEqual([['vioserial', 'vioser.inf', 'vioser.cat', 'vioser.sys']]);
    expect(setupDrivers[0]?.files[2]?.content).toEqual({ bytes: Buffer.from('viostor.sys of w11') });
    expect(guestAgent).toEqual({
      name: 'qemu-ga-x86_64.msi',
      content: { bytes: Buffer.from('d0cf11e0a1b11ae1', 'hex') },
    });
  });

  test('names everything that is missing at once', async () => {
    const without = ['viostor/w11/amd64/viostor.sys', 'NetKVM/w11/amd64/netkvm.inf', 'guest-agent/qemu-ga-x86_64.msi'];

    expect(await told({ without })).toEqual({
      code: 'GP-MEDIA-DRIVER',
      found: [
        'viostor/w11/amd64/viostor.sys: it is not on the ISO',
        'NetKVM/w11/amd64/netkvm.inf: it is not on the ISO',
        'guest-agent/qemu-ga-x86_64.msi: it is not on the ISO',
      ],
    });
  });

  test('an INF without a catalogue, a release without a folder, and no ISO are told', async () => {
    const unsigned = infText({ inf: '', catalogue: '', files: ['viostor.sys'] }).replace('CatalogFile=\r\n', '');

    expect(await told({ files: { 'viostor/w11/amd64/viostor.inf': unsigned } })).toEqual({
      code: 'GP-MEDIA-DRIVER',
      found: ['viostor/w11/amd64/viostor.inf: it names no catalogue, so Windows would refuse its signature'],
    });
    expect(await told({}, { folder: '2k16' })).toMatchObject({
      found: expect.arrayContaining(['viostor/2k16/amd64/viostor.inf: it is not on the ISO']),
    });
    writeFileSync(iso, '<html>'.repeat(20_000));
    await expect(extractDrivers({ ...w11, path: iso })).rejects.toMatchObject({
      code: 'GP-MEDIA-DRIVER',
      message: `${iso} cannot be read as a virtio-win ISO: it is neither UDF nor ISO 9660`,
    });
  });
});

describe("the ISO's own list of drivers", () => {
  /** What is warned of when the list is this one. */
  const warned = async (manifest: string | object, changes: VirtioChanges = {}) => {
    const text = typeof manifest === 'string' ? manifest : JSON.stringify(manifest);
    writeVirtioWinIso(iso, { ...changes, files: { 'data/info.json': text, ...changes.files } });
    const { findings } = await extractDrivers({ ...w11, path: iso });
    return findings.map(({ severity, where, found }) => `${severity} ${where}: ${found}`);
  };
  /** The list as it should be, with other facts of the drivers with this INF. */
  const listing = (inf: string, changes: object) => ({
    drivers: driverManifest().drivers.map((one) => (one.inf_path.endsWith(inf) ? { ...one, ...changes } : one)),
  });

  test('agrees with a whole ISO, and is not missed on one that is older than it', async () => {
    expect(await warned(driverManifest())).toEqual([]);
    writeVirtioWinIso(iso, { without: ['data/info.json'] });
    expect((await extractDrivers({ ...w11, path: iso })).findings).toEqual([]);
  });

  test.for([
    {
      reason: 'another version',
      manifest: listing('w11/amd64/viostor.inf', { driver_version: '01/02/2025,100.1' }),
      found:
        'viostor/w11/amd64/viostor.inf: its version is 06/11/2026,100.104.104.30200, and data/info.json says 01/02/2025,100.1',
    },
    {
      reason: 'another place',
      manifest: listing('w11/amd64/netkvm.inf', { inf_path: 'net/w11/netkvm.inf' }),
      found: 'NetKVM/w11/amd64/netkvm.inf: data/info.json has it at net/w11/netkvm.inf',
    },
    {
      reason: 'a driver that was removed',
      manifest: driverManifest(),
      changes: { without: ['Balloon/w11/amd64/balloon.inf'] },
      found:
        'data/info.json: 1 of the drivers for w11, amd64 that it lists are not on the ISO: Balloon/w11/amd64/balloon.inf',
    },
  ])('an ISO that was changed is warned of: $reason', async ({ manifest, changes, found }) => {
    expect(await warned(manifest, changes)).toEqual([`warning ${found}`]);
  });

  test('what differs for another release is of no concern', async () => {
    expect(await warned(listing('2k25/amd64/viostor.inf', { driver_version: 'x' }))).toEqual([]);
  });

  test('is told beside what is missing', async () => {
    const files = { 'data/info.json': JSON.stringify(listing('w11/amd64/viostor.inf', { driver_version: '1' })) };

    expect(await told({ files, without: ['vioscsi/w11/amd64/vioscsi.sys'] })).toMatchObject({
      found: [
        'vioscsi/w11/amd64/vioscsi.sys: it is not on the ISO',
        expect.stringMatching(/^viostor\/w11\/amd64\/viostor\.inf: its version is /),
      ],
    });
  });

  test.for([
    { reason: 'no JSON', text: '<html>', found: 'data/info.json is not JSON' },
    {
      reason: 'another shape',
      text: '{"drivers":[{"arch":"amd64"}]}',
      found: 'data/info.json is no list of drivers: drivers.0.driver_version is not right',
    },
    {
      reason: 'words that steer a terminal',
      text: JSON.stringify(listing('viostor.inf', { name: '\u001b[2J' })),
      found: 'data/info.json is no list of drivers: drivers.0.name is not right',
    },
    {
      reason: 'more than a list ever has',
      text: ' '.repeat(1024 * 1024 + 1),
      found: 'info.json has 1048577 bytes, at most 1048576 are read',
    },
  ])('what is no list is refused: $reason', async ({ text, found }) => {
    writeVirtioWinIso(iso, { files: { 'data/info.json': text } });

    await expect(extractDrivers({ ...w11, path: iso })).rejects.toMatchObject({
      code: 'GP-MEDIA-DRIVER',
      message: `${iso} cannot be read as a virtio-win ISO: ${found}`,
    });
  });
});

describe('readInf()', () => {
  test.for([
    {
      reason: 'the catalogue of the architecture, and not another one',
      inf: '[Version]\nCatalogFile.NTamd64=a.cat\nCatalogFile.NTx86=x.cat\n[SourceDisksFiles.x86]\nx.sys=1',
      files: ['a.cat'],
    },
    {
      reason: 'directories below the INF, strings and continued lines',
      inf: '[version]\ncatalogfile=%cat%\n[SourceDisksFiles]\na.sys = 1,\\x64\n"b.dll"=\\\n 1,sub\\dir,17\n[strings]\nCat="c.cat"',
      files: ['c.cat', 'x64/a.sys', 'sub/dir/b.dll'],
    },
    {
      reason: 'a name twice',
      inf: '[Version]\nCatalogFile=a.cat\n[SourceDisksFiles]\na.sys=1\n[SourceDisksFiles.amd64]\na.sys=1',
      files: ['a.cat', 'a.sys'],
    },
  ])('reads $reason', ({ inf, files }) => {
    expect(readInf(Buffer.from(inf), 'amd64').files).toEqual(files);
    expect(readInf(Buffer.from(`\ufeff${inf}`, 'utf16le'), 'amd64').files).toEqual(files);
  });

  test.for([
    {
      reason: 'a directory of two hundred thousand slashes',
      inf: `a.sys=1,x${'/'.repeat(200_000)}y`,
      found: ['a.cat', 'x/y/a.sys'],
    },
    {
      reason: 'names that strings make longer than any memory',
      inf: `${'%s%'.repeat(80)}=1\n[Strings]\ns=${'a'.repeat(900_000)}`,
      found: 'it names a file whose name is longer than Windows takes',
    },
  ])('is done at once with $reason', { timeout: 2000 }, ({ inf, found }) => {
    const read = () => readInf(Buffer.from(`[Version]\nCatalogFile=a.cat\n[SourceDisksFiles]\n${inf}`), 'amd64').files;

    if (typeof found === 'string') expect(read).toThrow(new ImageProblem(found));
    else expect(read()).toEqual(found);
  });

  test('damaged INF files end in a sentence or are read', async () => {
    const good = infText({ inf: '', catalogue: 'a.cat', files: ['a.sys', 'b.dll'] });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(good.length), fc.string({ maxLength: 20 })), { maxLength: 8 }),
        async (changes) => {
          let text = good;
          for (const [at, inserted] of changes) text = text.slice(0, at) + inserted + text.slice(at + inserted.length);
          try {
            expect(readInf(Buffer.from(text), 'amd64').files.every((name) => typeof name === 'string')).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(ImageProblem);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

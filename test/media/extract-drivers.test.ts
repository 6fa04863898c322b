import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GoldpaneError } from '../../src/base/errors.ts';
import { extractDrivers } from '../../src/media/extract-drivers.ts';
import { ImageProblem } from '../../src/media/image-file.ts';
import { infFiles } from '../../src/media/inf-files.ts';
import type { DriverPackage } from '../../src/media/install-medium.ts';
import { infText, type VirtioChanges, writeVirtioWinIso } from '../helpers/virtio-win-iso.ts';

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

describe('infFiles()', () => {
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
    expect(infFiles(Buffer.from(inf), 'amd64')).toEqual(files);
    expect(infFiles(Buffer.from(`\ufeff${inf}`, 'utf16le'), 'amd64')).toEqual(files);
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
            expect(infFiles(Buffer.from(text), 'amd64').every((name) => typeof name === 'string')).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(ImageProblem);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GoldpaneError } from '../../src/base/errors.ts';
import { openByteSource } from '../../src/host/byte-source.ts';
import { entrySource, findEntry } from '../../src/media/image/image-file.ts';
import { readUdf } from '../../src/media/image/read-udf.ts';
import { inspectIso } from '../../src/media/inspect-iso.ts';
import { writeJoliet, writeTree, writeUdf } from './windows-media.ts';

let directory: string;
const path = (name: string) => join(directory, name);
const images = [
  { name: 'Windows Server 2025 SERVERSTANDARDCORE', edition: 'ServerStandard', type: 'Server Core' },
  { name: 'Windows Server 2025 SERVERSTANDARD', edition: 'ServerStandard', type: 'Server' },
];

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'inspect iso '));
  writeTree(path('tree'), images, 'en-GB');
  writeUdf(path('tree'), path('udf.iso'), 'SSS_X64FREE_EN-US_DV9');
  writeJoliet(path('tree'), path('joliet.iso'), 'SSS_X64FREE');
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function wimPosition(iso: string): Promise<number> {
  await using image = await openByteSource(iso);
  const files = await readUdf(image);
  return (files && (await findEntry(files, 'sources/install.wim')))?.extents[0]?.position ?? 0;
}

const outcome = async (iso: string): Promise<unknown> =>
  await inspectIso(iso).catch((error: unknown) => {
    if (!(error instanceof GoldpaneError)) throw error;
    return [error.code, error.message.replaceAll(directory, 'DIR')];
  });

describe('inspectIso()', () => {
  test.for([
    {
      iso: 'udf.iso',
      label: 'SSS_X64FREE_EN-US_DV9',
      reason: 'UDF with install.wim hidden from ISO 9660, as Microsoft packs',
    },
    { iso: 'joliet.iso', label: 'SSS_X64FREE', reason: 'Joliet alone, as remastered media are' },
  ])('lists editions, language and label: $reason', async ({ iso, label }) => {
    const shared = {
      editionId: 'ServerStandard',
      architecture: 'amd64',
      build: 26100,
      branch: '',
      languages: ['en-US'],
    };

    expect(await inspectIso(path(iso))).toEqual({
      label,
      installImage: 'sources/install.wim',
      loaders: [],
      bootImages: { prompt: false, noPrompt: false },
      setupLanguage: 'en-GB',
      images: images.map(({ name, type }, index) => ({
        index: index + 1,
        name,
        installationType: type,
        defaultLanguage: 'en-US',
        ...shared,
      })),
    });
  });

  test('says what is wrong with what is no Windows medium', async () => {
    mkdirSync(path('other'));
    writeFileSync(path('other/readme'), 'x');
    writeUdf(path('other'), path('other.iso'), 'OTHER');
    mkdirSync(path('fake/sources'), { recursive: true });
    writeFileSync(path('fake/sources/install.wim'), 'x'.repeat(300));
    writeUdf(path('fake'), path('fake.iso'), 'FAKE');
    writeFileSync(path('text.iso'), '<html>'.repeat(200_000));
    writeFileSync(
      path('cut.iso'),
      readFileSync(path('udf.iso')).subarray(0, (await wimPosition(path('udf.iso'))) + 100),
    );

    const sentence = (name: string, found: string) => [
      'GP-MEDIA-MISSING',
      `DIR/${name} cannot be read as a Windows installation medium: ${found}`,
    ];
    expect(await outcome(path('other.iso'))).toEqual(
      sentence('other.iso', 'it has no sources/install.wim and no sources/install.esd'),
    );
    expect(await outcome(path('fake.iso'))).toEqual(
      sentence('fake.iso', 'in install.wim: it does not start like a WIM'),
    );
    expect(await outcome(path('text.iso'))).toEqual(sentence('text.iso', 'it is neither UDF nor ISO 9660'));
    expect(await outcome(path('cut.iso'))).toEqual(
      sentence('cut.iso', `it is cut off: it has 563300 of ${readFileSync(path('udf.iso')).length} bytes`),
    );
    expect(await outcome(path('none.iso'))).toEqual(
      sentence('none.iso', "ENOENT: no such file or directory, open 'DIR/none.iso'"),
    );
  });

  test.for([
    {
      reason: 'a split install.wim',
      change: (sources: string) => renameSync(join(sources, 'install.wim'), join(sources, 'install.swm')),
      found: 'its install.wim is split into .swm files: join them (wimlib-imagex join) and pack the ISO anew',
    },
    {
      reason: 'one part of a split WIM under the name of the whole',
      change: (sources: string) => {
        const wim = join(sources, 'install.wim');
        const bytes = readFileSync(wim);
        bytes.writeUInt16LE(3, 0x2a);
        writeFileSync(wim, bytes);
      },
      found: 'in install.wim: it is part 1 of 3 of a split WIM',
    },
    {
      reason: 'a boot.wim compressed as an ESD',
      change: (sources: string) => {
        const [boot, solid] = [join(sources, 'boot.wim'), join(sources, 'solid.wim')];
        execFileSync('wimlib-imagex', ['export', boot, 'all', solid, '--solid'], { stdio: 'ignore' });
        renameSync(solid, boot);
      },
      found: 'its boot.wim is solid, as an ESD is: no boot loader can read it',
    },
    {
      reason: 'no boot.wim',
      change: (sources: string) => rmSync(join(sources, 'boot.wim')),
      found: 'it has no sources/boot.wim, from which Setup starts',
    },
  ])('what Setup cannot use is named: $reason', async ({ change, found }) => {
    const tree = mkdtempSync(path('changed-'));
    writeTree(tree, images.slice(0, 1), 'en-US');
    change(join(tree, 'sources'));
    writeUdf(tree, path('changed.iso'), 'CHANGED');

    expect(await outcome(path('changed.iso'))).toEqual([
      'GP-MEDIA-MISSING',
      `DIR/changed.iso cannot be read as a Windows installation medium: ${found}`,
    ]);
  });

  test('an install image that is solid is read like any other', async () => {
    const tree = mkdtempSync(path('solid-'));
    writeTree(tree, images, 'en-US');
    const [wim, esd] = [join(tree, 'sources/install.wim'), join(tree, 'sources/install.esd')];
    execFileSync('wimlib-imagex', ['export', wim, 'all', esd, '--solid'], { stdio: 'ignore' });
    rmSync(wim);
    writeUdf(tree, path('solid.iso'), 'SOLID');

    expect(await inspectIso(path('solid.iso'))).toMatchObject({
      installImage: 'sources/install.esd',
      images: images.map(({ name }) => ({ name })),
    });
  });

  test('damaged media end in a sentence or are read, never in a hang or another error', async () => {
    const good = readFileSync(path('udf.iso'));

    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(700 * 2048), fc.nat(255)), { minLength: 1, maxLength: 60 }),
        async (changes) => {
          const bytes = Buffer.from(good);
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          writeFileSync(path('damaged.iso'), bytes);
          expect(JSON.stringify(await outcome(path('damaged.iso')))).not.toMatch(/out of range|undefined|NaN|Invalid/);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('readUdf()', () => {
  test('reads files of every size byte for byte, and names beyond ASCII', async () => {
    mkdirSync(path('sizes/Gr\u00fc\u00dfe \u4e2d'), { recursive: true });
    const contents = new Map(
      [0, 1, 2047, 2048, 2049, 3_000_001].map((size) => [`f${size}`, Buffer.alloc(size, `${size},`)]),
    );
    for (const [name, bytes] of contents) writeFileSync(path(`sizes/Gr\u00fc\u00dfe \u4e2d/${name}`), bytes);
    writeUdf(path('sizes'), path('sizes.iso'), 'SIZES');

    await using image = await openByteSource(path('sizes.iso'));
    const files = await readUdf(image);

    for (const [name, bytes] of contents) {
      const entry = files && (await findEntry(files, `GR\u00dc\u00dfE \u4e2d/${name.toUpperCase()}`));
      const read = entry && (await entrySource(image, entry).read(0, 1e9));
      expect(read?.equals(bytes), name).toBe(true);
    }
  });
});

import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inspectFile } from '../../src/media/inspect-file.ts';
import { buildMedia } from '../../src/rehearsal/build-media.ts';
import { rehearsalImages, rehearsalRelease } from '../../src/rehearsal/windows-images.ts';
import { runGoldpane } from '../cli/run-goldpane.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { writeVirtioWinIso } from '../helpers/virtio-win-iso.ts';
import { writeEsd } from '../helpers/windows-esd.ts';
import { windowsIso } from '../helpers/windows-iso.ts';
import { writeTree, writeUdf } from '../media/windows-media.ts';
import { builtInCatalogue } from '../recipe/built-in-files.ts';

const release = builtInCatalogue().releases.find(({ id }) => id === 'win11-25h2');
if (release === undefined) throw new Error('the catalogue has no win11-25h2');
const germanIso = () => windowsIso(release, { images: ['Core', 'Professional'], language: 'de-DE' });

/** A goldpane with a home of its own, in which `DIR` stands for its directory. */
function goldpaneAt(directory: string) {
  const env = { XDG_CONFIG_HOME: join(directory, 'config'), XDG_DATA_HOME: join(directory, 'data') };
  return async (...args: readonly string[]) => {
    const { exitCode, stdout, stderr } = await runGoldpane(args, { env });
    return { exitCode, stdout, stderr: stderr.replaceAll(directory, 'DIR') };
  };
}

test('an ISO in a language that no catalogue knows is recognised, copied, and used by the recipes of its release', async () => {
  const directory = temporaryDirectory();
  const goldpane = goldpaneAt(directory);
  const { path, sha256, sizeBytes } = await germanIso();
  const own = join(directory, 'Win11 German.iso');
  copyFileSync(path, own);
  const recipe = join(directory, 'office.yaml');
  writeFileSync(
    recipe,
    JSON.stringify({
      description: 'x',
      release: 'win11-25h2',
      edition: 'Professional',
      language: 'de-DE',
      virtioWin: '0.1.302',
    }),
  );

  const imported = await goldpane('import', 'media', own);
  writeFileSync(own, 'changed later');
  const checked = await goldpane('check', 'recipe', recipe);
  const fetched = await goldpane('fetch', 'media', `imported-${sha256.slice(0, 12)}`, '--offline');

  expect(imported).toMatchObject({ exitCode: 0, stdout: `${join(directory, 'data/goldpane/cache/sha256', sha256)}\n` });
  expect(readFileSync(join(directory, 'config/goldpane/recipes/catalogue/imported.yaml'), 'utf8')).toBe(
    [
      '# Media that were imported. Written by goldpane; entries may be removed, renamed and edited.',
      'media:',
      `  - id: imported-${sha256.slice(0, 12)}`,
      '    release: win11-25h2',
      '    source: user',
      '    language: de-DE',
      '    architecture: amd64',
      '    images:',
      '      - Core',
      '      - Professional',
      `    sha256: ${sha256}`,
      `    sizeBytes: ${sizeBytes}`,
      '    file: Win11_German.iso',
      '',
    ].join('\n'),
  );
  expect(checked.stderr).not.toMatch('no installation medium speaks de-DE');
  expect(fetched).toMatchObject({ exitCode: 0, stdout: imported.stdout });
  expect(statSync(imported.stdout.trim()).nlink).toBe(1);
});

test('a file that the catalogue knows by its digest gets its id', async () => {
  const directory = temporaryDirectory();
  const goldpane = goldpaneAt(directory);
  const { path } = await germanIso();

  await goldpane('import', 'media', path);
  const again = await goldpane('import', 'media', path, '--json');

  expect(again.stdout).toMatch('"outcome":"done"');
  expect(again.stderr).not.toMatch('written into');
});

test('the catalogue of the Media Creation Tool gives its media, with the digests that Microsoft publishes', async () => {
  const directory = temporaryDirectory();
  const goldpane = goldpaneAt(directory);
  const name = '26200.8873.260710-2020.25h2_ge_release_svc_refresh_CLIENTCONSUMER_RET_x64FRE_de-de.esd';
  const file = (edition: string, language: string, architecture: string, digest: string) =>
    `<File id="1"><FileName>${name.replace('de-de', language)}</FileName><LanguageCode>${language}</LanguageCode>` +
    `<Edition>${edition}</Edition><Architecture>${architecture}</Architecture><Size>6237917797</Size>` +
    `<Sha256>${digest}</Sha256><FilePath>http://dl.delivery.mp.microsoft.com/x/${name}</FilePath></File>`;
  const [a, b] = ['A'.repeat(64), 'b'.repeat(64)];
  const files = [
    file('Core', 'de-de', 'x64', a),
    file('Professional', 'de-de', 'x64', a),
    file('Professional', 'fr-fr', 'ARM64', b),
    file('Professional', 'it-it', 'x64', 'sha1 only'),
  ];
  const xml = `<MCT><Catalogs><Catalog><PublishedMedia><Files>${files.join('')}</Files></PublishedMedia></Catalog></Catalogs></MCT>`;
  writeFileSync(join(directory, 'products.xml'), xml);
  writeFileSync(join(directory, 'other.xml'), '<a><b/></a>');

  const { exitCode } = await goldpane('import', 'media', join(directory, 'products.xml'));
  const { stdout } = await goldpane('show', 'media', 'win11-25h2-esd-de-de-aaaaaaaa', '--json');
  const other = await goldpane('import', 'media', join(directory, 'other.xml'));

  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout).entry).toEqual({
    ...{ id: 'win11-25h2-esd-de-de-aaaaaaaa', kind: 'windows', state: 'missing', bytes: 0, file: name },
    ...{ sources: [`http://dl.delivery.mp.microsoft.com/x/${name}`], sha256: a.toLowerCase(), sizeBytes: 6237917797 },
  });
  expect(other.stderr).toMatch(
    'GP-MEDIA-UNKNOWN: DIR/other.xml is no catalogue of the Media Creation Tool: it names no files',
  );
});

test("a recipe's own package is taken by its digest, as the message about it says", async () => {
  const directory = temporaryDirectory();
  const goldpane = goldpaneAt(directory);
  const own = join(directory, 'app.json');
  writeFileSync(own, '{"version": 1}');
  const sha256 = createHash('sha256').update('{"version": 1}').digest('hex');
  const packages = [{ file: 'app.json', sha256, urls: ['https://someone:secret@vendor.invalid/app.json'] }];
  const recipe = join(directory, 'office.yaml');
  const layers = [{ script: 'goldpane:guest-tools', packages }];
  writeFileSync(recipe, JSON.stringify({ description: 'x', release: 'win11-25h2', edition: 'EnterpriseEval', layers }));

  const missing = await goldpane('fetch', 'media', recipe, '--offline');
  const wrong = await goldpane('import', 'media', own, '--sha256', 'f'.repeat(64));
  const none = await goldpane('import', 'media', own, '--sha256', '1234');
  const imported = await goldpane('import', 'media', own, '--sha256', sha256.toUpperCase());
  const after = await goldpane('fetch', 'media', recipe, '--offline');

  const route = `Get app.json (SHA-256 ${sha256}) with a browser from https://vendor.invalid/app.json, then: goldpane import media app.json --sha256 ${sha256}`;
  expect(missing.stderr).toMatch(route);
  expect(wrong).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(`and ${'f'.repeat(64)} was asked for`) });
  expect(none).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('GP-USAGE: 1234 is no SHA-256') });
  expect(imported).toMatchObject({ exitCode: 0, stdout: `${join(directory, 'data/goldpane/cache/sha256', sha256)}\n` });
  expect(after.stderr).not.toMatch('app.json');
});

test('a catalogue with nothing but older digests pins nothing, and says so', async () => {
  const directory = temporaryDirectory();
  const goldpane = goldpaneAt(directory);
  const file = `<File><FileName>19045.1.esd</FileName><LanguageCode>de-de</LanguageCode><Sha1>${'a'.repeat(40)}</Sha1></File>`;
  const xml = `<MCT><Catalogs><Catalog><PublishedMedia><Files>${file}</Files></PublishedMedia></Catalog></Catalogs></MCT>`;
  writeFileSync(join(directory, 'products.xml'), xml);

  const { exitCode, stderr } = await goldpane('import', 'media', join(directory, 'products.xml'));

  expect(exitCode).toBe(2);
  expect(stderr).toMatch('products.xml pins nothing: it has only SHA-1 of its 1 files, with which bytes can be forged');
});

test('an ESD that a user brings becomes a medium of its release, to be packed by a build', async () => {
  const directory = temporaryDirectory();
  const goldpane = goldpaneAt(directory);
  const esd = join(directory, 'Win11.esd');
  const shape = { architecture: 'amd64', language: 'fr-FR', build: release.build, revision: 1, branch: 'ge' } as const;
  writeEsd(esd, shape, [
    { name: 'Windows 11 Home', editionId: 'Core', installationType: 'Client' },
    { name: 'Windows 11 Pro', editionId: 'Professional', installationType: 'Client' },
  ]);

  const { exitCode, stdout } = await goldpane('import', 'media', esd);
  const { stdout: shown } = await goldpane('show', 'media', esd);
  const { stdout: listed } = await goldpane('list', 'media', '--json');

  expect(exitCode).toBe(0);
  const written = readFileSync(join(directory, 'config/goldpane/recipes/catalogue/imported.yaml'), 'utf8');
  expect(written).toMatch(/source: esd\n {4}language: fr-FR\n.*\n {4}images:\n {6}- Core\n {6}- Professional\n/);
  expect(JSON.parse(listed)).toContainEqual(expect.objectContaining({ file: 'Win11.esd', path: stdout.trim() }));
  expect(shown.split('\n').slice(2, -1)).toEqual([
    'kind     ESD: a solid WIM',
    'image 1  Windows Setup Media (amd64, build 26200, fr-FR)',
    'image 2  Microsoft Windows PE (x64) (WindowsPE, amd64, build 26200, fr-FR)',
    'image 3  Microsoft Windows Setup (x64) (WindowsPE, amd64, build 26200, fr-FR)',
    'image 4  Windows 11 Home (Core, amd64, build 26200, fr-FR)',
    'image 5  Windows 11 Pro (Professional, amd64, build 26200, fr-FR)',
  ]);
});

test("the rehearsal's own medium is never taken for Windows", async () => {
  const directory = temporaryDirectory();
  const goldpane = goldpaneAt(directory);
  const shape = { images: rehearsalImages, release: rehearsalRelease, prompt: true, label: 'CCCOMA_X64FRE_EN-US_DV9' };
  const { path } = await buildMedia({ ...shape, cacheDir: directory, workDir: directory });

  const { exitCode, stderr } = await goldpane('import', 'media', path);

  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^GP-MEDIA-UNKNOWN: DIR\/.* installs no Windows: it is the medium of goldpane's rehearsal$/m);
});

test.for([
  { name: 'setup.exe', start: 'MZ', says: 'it is a Windows program', hint: 'Software for the guest is no medium' },
  {
    name: 'agent.msi',
    start: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
    says: 'it is a Windows installer package',
    hint: 'Software for the guest is no medium',
  },
  { name: 'products.cab', start: 'MSCF', says: 'it is a cabinet', hint: 'cabextract FILE' },
  { name: 'win11.zip', start: 'PK\x03\x04', says: 'it is a ZIP archive', hint: 'Unpack it' },
  { name: 'old.qcow2', start: 'QFI\xfb', says: 'it is a qcow2 disk image', hint: 'Give the ISO' },
  { name: 'win11.iso', start: '<!DOCTYPE html>', says: 'it is a web page', hint: 'A server sent a page' },
  { name: 'empty.iso', start: '', says: 'it is empty', hint: 'Get the file again' },
  { name: 'noise.bin', start: 'noise', says: 'it is neither UDF nor ISO 9660', hint: 'Give a Windows ISO' },
])('$name is told for what it is: $says', async ({ name, start, says, hint }) => {
  const path = join(temporaryDirectory(), name);
  writeFileSync(path, Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(start === '' ? 0 : 5000)]));

  await expect(inspectFile(path)).rejects.toMatchObject({
    code: 'GP-MEDIA-UNKNOWN',
    message: `${path} is no medium that goldpane knows: ${says}`,
    hint: expect.stringContaining(hint),
  });
});

test('A2: a medium that was cut off is not imported, whatever of it can still be read', async () => {
  const directory = temporaryDirectory();
  const goldpane = goldpaneAt(directory);
  const { path, sizeBytes } = await germanIso();
  const [windows, drivers] = [join(directory, 'win11.iso'), join(directory, 'virtio-win.iso')];
  writeFileSync(windows, readFileSync(path).subarray(0, sizeBytes - 200_000));
  writeVirtioWinIso(drivers);
  writeFileSync(drivers, readFileSync(drivers).subarray(0, 500_000));

  const imported = await goldpane('import', 'media', windows);
  const shown = await goldpane('show', 'media', drivers);

  expect(imported.stderr).toMatch(
    /win11\.iso is no medium that goldpane knows: it is cut off: it has \d+ of \d+ bytes$/m,
  );
  expect(shown.stderr).toMatch(/knows: it is cut off: it has 500000 of \d+ bytes$/m);
  expect([imported.exitCode, shown.exitCode]).toEqual([2, 2]);
});

test('a directory is not taken for a medium', async () => {
  const directory = temporaryDirectory();
  const goldpane = goldpaneAt(directory);
  mkdirSync(join(directory, 'unpacked'));

  const ended = await Promise.all(
    ['import', 'show'].map((verb) => goldpane(verb, 'media', join(directory, 'unpacked'))),
  );

  for (const { exitCode, stderr } of ended) {
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^GP-MEDIA-MISSING: DIR\/unpacked is no file\n {2}to do {4}Give the ISO, not what was unpacked of it$/m,
    );
  }
});

test('what is no medium, and drivers that are not those that were pinned, are refused and not kept', async () => {
  const directory = temporaryDirectory();
  const goldpane = goldpaneAt(directory);
  const [page, drivers] = [join(directory, 'win11.iso'), join(directory, 'virtio-win.iso')];
  writeFileSync(page, '<!doctype html>'.padEnd(100_000));
  writeVirtioWinIso(drivers, { version: '0.1.302' });

  const refused = await goldpane('import', 'media', page);
  const wrong = await goldpane('import', 'media', drivers);
  const listed = await goldpane('list', 'media', '--json');

  expect(refused).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining(
      'GP-MEDIA-UNKNOWN: DIR/win11.iso is no medium that goldpane knows: it is a web page',
    ),
  });
  expect(wrong).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/GP-MEDIA-HASH: This virtio-win 0\.1\.302 has SHA-256 [0-9a-f]{64}, and 303f7ae4/),
  });
  expect(JSON.parse(listed.stdout).filter(({ state }: { state: string }) => state !== 'missing')).toEqual([]);
});

test('show media tells what an ISO holds without extracting it', async () => {
  const goldpane = goldpaneAt(temporaryDirectory());
  const { path } = await germanIso();

  const { stdout } = await goldpane('show', 'media', path);

  expect(stdout.replace(/^(file|size) .*\n/gm, '')).toBe(
    [
      'kind                  installer of Windows, label STAND_IN_X64FRE',
      'editions              sources/install.wim',
      'image 1               Windows 11 Home (Core, amd64, build 26200, de-DE)',
      'image 2               Windows 11 Pro (Professional, amd64, build 26200, de-DE)',
      'setup                 de-DE',
      'starts                after a key, without a key',
      'efi/boot/bootx64.efi  not signed',
      '',
    ].join('\n'),
  );
});

test('show media tells the whole address of what is not here', async () => {
  const { stdout } = await goldpaneAt(temporaryDirectory())('show', 'media', 'win11-25h2-eval');

  expect(stdout).toMatch(/^from +https:\/\/\S+_CLIENTENTERPRISEEVAL_OEMRET_x64FRE_en-us\.iso$/m);
});

test('names on a medium do nothing to a terminal', async () => {
  const directory = temporaryDirectory();
  const tree = join(directory, 'tree');
  writeTree(tree, [{ name: 'Windows 11 Pro', edition: 'Professional' }], 'en-US');
  mkdirSync(join(tree, 'efi/boot'), { recursive: true });
  writeFileSync(join(tree, 'efi/boot/clearred.efi'), '');
  const iso = join(directory, 'evil.iso');
  writeUdf(tree, iso, 'EVIL');
  const bytes = readFileSync(iso).toString('latin1').replaceAll('clear', '\u001b[31m');
  writeFileSync(iso, bytes, 'latin1');

  const { stdout } = await goldpaneAt(directory)('show', 'media', iso);

  expect(stdout).toMatch(/^efi\/boot\/red\.efi +not signed$/m);
});

test('show media tells which drivers a virtio-win ISO has, of which version, and for which releases', async () => {
  const directory = temporaryDirectory();
  const goldpane = goldpaneAt(directory);
  const [iso, old] = [join(directory, 'virtio-win.iso'), join(directory, 'old.iso')];
  writeVirtioWinIso(iso, { version: '0.1.302' });
  writeVirtioWinIso(old, { version: '0.1.172', without: ['data/info.json'] });

  const [shown, withoutList] = [await goldpane('show', 'media', iso), await goldpane('show', 'media', old)];

  const version = '100.104.104.30200 of 06/11/2026, amd64: 2k19 2k22 2k25 w10 w11';
  expect(shown.stdout.split('\n').slice(2, -1)).toEqual([
    'kind       virtio-win 0.1.302',
    'folders    2k19 2k22 2k25 w10 w11',
    ...['Balloon', 'NetKVM', 'vioscsi', 'vioserial', 'viostor'].map((name) => `${name.padEnd(9)}  ${version}`),
  ]);
  expect(withoutList.stdout.split('\n').slice(2, -1)).toEqual([
    'kind     virtio-win 0.1.172',
    'folders  2k19 2k22 2k25 w10 w11',
  ]);
});

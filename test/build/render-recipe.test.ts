import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digestOfBytes } from '../../src/base/canonical-json.ts';
import type { Sha256 } from '../../src/base/ids.ts';
import { renderRecipe } from '../../src/build/render-recipe.ts';
import { writeVirtioWinIso } from '../helpers/virtio-win-iso.ts';
import { type BuildBench, buildBench } from './build-bench.ts';

let bench: BuildBench;
beforeEach(async () => {
  bench = await buildBench({}, { fakeImages: true });
});
afterEach(() => bench[Symbol.asyncDispose]());

/** The image that the rendered answer file picks. */
async function indexIn(out: string): Promise<string | undefined> {
  const text = await readFile(join(out, 'install/Autounattend.xml'), 'utf8');
  return /<Key>\/IMAGE\/INDEX<\/Key>\s*<Value>(\d+)/.exec(text)?.[1];
}

test('a medium that is there counts, and where the catalogue says something else is a finding', async () => {
  const out = join(bench.directory, 'out');
  await bench.writeCatalogue({ edition: { index: 7 } });

  const { findings } = await renderRecipe(bench.recipe, { out, store: bench.store.directory });

  expect(await indexIn(out)).toBe('2');
  expect(findings).toMatchObject([
    {
      id: 'GP-MEDIA-DIFFERS',
      severity: 'warning',
      where: 'testwin: images',
      found: 'Windows 11 Pro is image 2, and the catalogue says 7',
    },
  ]);
});

test('without the medium the catalogue counts', async () => {
  const out = join(bench.directory, 'out');
  await bench.writeCatalogue({ edition: { index: 7 } });

  const { findings } = await renderRecipe(bench.recipe, { out, store: join(bench.directory, 'nothing') });

  expect([await indexIn(out), findings]).toEqual(['7', []]);
});

test('an ESD is no medium: until one is packed of it, the catalogue counts', async () => {
  const out = join(bench.directory, 'out');
  await bench.writeCatalogue({ edition: { index: 7 }, medium: { source: 'esd', urls: ['/nowhere.esd'] } });

  const { findings } = await renderRecipe(bench.recipe, { out, store: bench.store.directory });

  expect([await indexIn(out), findings]).toEqual(['7', []]);
});

test('drivers that are here are on the medium, others are named as not fetched', async () => {
  const iso = join(bench.directory, 'virtio-win.iso');
  writeVirtioWinIso(iso);
  const sha256 = digestOfBytes(await readFile(iso)) as Sha256;
  const drivers = [{ version: '0.1.302', urls: ['https://example.com/virtio-win.iso'], sha256 }];
  await bench.writeCatalogue({ release: { driverFolder: 'w11' }, drivers });
  const render = (name: string) =>
    renderRecipe(bench.recipe, { out: join(bench.directory, name), store: bench.store.directory });

  const without = await render('without');
  await copyFile(iso, bench.store.paths.cached(sha256));
  const rendered = await render('with');

  expect(without.notFetched[0]).toEqual({
    directory: '$WinPEDriver$/viostor',
    source: 'virtio-win 0.1.302: viostor/w11/amd64',
  });
  expect(rendered.notFetched).toEqual([]);
  // Every directory that was named is there now.
  expect(
    without.notFetched.map(({ directory }) => rendered.files.some((file) => file.includes(`${directory}/`))),
  ).toEqual(without.notFetched.map(() => true));
});

test('what lies in the directory already is not touched', async () => {
  await expect(renderRecipe(bench.recipe, { out: bench.directory })).rejects.toMatchObject({ code: 'GP-USAGE' });
});

test('a part of the answer file that the recipe brings is in it, and its mistakes stop the rendering', async () => {
  const fragment = (setting: string) =>
    `<unattend xmlns="urn:schemas-microsoft-com:unattend"><settings pass="specialize"><component name="Microsoft-Windows-Shell-Setup" processorArchitecture="amd64" publicKeyToken="31bf3856ad364e35" language="neutral" versionScope="nonSxS">${setting}</component></settings></unattend>`;
  await bench.writeScript('good.xml', fragment('<RegisteredOwner>Us</RegisteredOwner>'));
  await bench.writeScript('bad.xml', fragment('<ComputerName>12345</ComputerName>'));

  await bench.writeRecipe({ unattend: { extra: ['good.xml'] } });
  await renderRecipe(bench.recipe, { out: join(bench.directory, 'good'), store: bench.store.directory });
  await bench.writeRecipe({ unattend: { extra: ['good.xml', 'bad.xml'] } });
  const bad = renderRecipe(bench.recipe, { out: join(bench.directory, 'bad'), store: bench.store.directory });

  await expect(bad).rejects.toMatchObject({ code: 'GP-ANSWER-FILE', findings: [{ id: 'GP-ANSWER-NAME' }] });
  const text = await readFile(join(bench.directory, 'good/install/Autounattend.xml'), 'utf8');
  expect(text).toContain('<RegisteredOwner>Us</RegisteredOwner>');
});

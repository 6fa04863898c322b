import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderRecipe } from '../../src/build/render-recipe.ts';
import { findImage } from '../../src/store/find-image.ts';
import { readCredentials } from '../../src/store/show-image.ts';
import { type BuildBench, type Built, buildBench } from './build-bench.ts';
import { filesWith } from './files-with.ts';

/** Built once for all tests here, with a guest that keeps the password of its first start on its disk. */
let bench: BuildBench;
let built: Built;
let rendered: readonly string[];
beforeAll(async () => {
  bench = await buildBench({ writesPassword: true }, { fakeImages: true });
  await bench.writeRecipe({ layers: [], seal: 'generalized' });
  const out = join(bench.directory, 'out');
  rendered = (await renderRecipe(bench.recipe, { out, store: bench.store.directory })).files;
  built = await bench.build();
}, 60_000);
afterAll(() => bench[Symbol.asyncDispose]());

test('a generalized image is sealed by sysprep last, and holds the password that its first start sets', async () => {
  expect(built.error).toBeUndefined();
  const steps = built.events.flatMap((event) => (event.kind === 'step.finished' ? [event.step] : []));
  expect(steps).toEqual(['seal', 'generalize']);
  const { entry } = await findImage(bench.store, 'demo');
  expect(entry.manifest.seal).toBe('generalized');
});

test('that password stands nowhere else, the medium with it is gone', async () => {
  const { entry } = await findImage(bench.store, 'demo');
  const [password = ''] = Object.values(await readCredentials(entry)).map((each) => each.reveal());

  expect(password.length).toBeGreaterThan(10);
  expect(await filesWith(bench.store.paths.runs, password)).toEqual([]);
  expect(JSON.stringify(built.events)).not.toContain(password);
  expect(await readdir(bench.store.paths.tmp)).toEqual([]);
});

test('its medium holds the answer file for sysprep where no search of Setup looks', async () => {
  const [, sysprep = '', ...others] = rendered.filter((file) => /unattend/i.test(file));

  expect([relative(bench.directory, sysprep), others]).toEqual(['out/seal/sysprep/unattend.xml', []]);
  expect(await readFile(sysprep, 'utf8')).toContain('<ComputerName>*</ComputerName>');
});

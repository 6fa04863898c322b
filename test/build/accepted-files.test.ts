import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { GoldpaneError } from '../../src/base/errors.ts';
import { checkRecipe } from '../../src/build/check-recipe.ts';
import { fetchMedia } from '../../src/build/fetch-media.ts';
import { preparePlan } from '../../src/build/prepare-plan.ts';
import { misbehavingServer } from '../helpers/misbehaving-server.ts';
import { type BuildBench, buildBench } from './build-bench.ts';

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const iso = (text: string) => {
  const bytes = Buffer.alloc(100_000, text);
  bytes.write('CD001', 16 * 2048 + 1);
  return bytes;
};
const [before, after, edited] = ['{"version": 1}', '{"version": 2}', '{"version": 3}'].map((text) => Buffer.from(text));

const planned = async (bench: BuildBench, frozen = false) =>
  (await preparePlan(bench.recipe, { frozen })).layers.flatMap(({ steps }) =>
    steps.flatMap(({ packages }) => packages.map(({ name, sha256 }) => ({ name, sha256 }))),
  );
const code = (work: Promise<unknown>) => work.then(String, (error: GoldpaneError) => error.code);

test("A6: a package of a recipe's own whose new file was accepted is built, until the recipe pins another", async () => {
  await using server = await misbehavingServer(after as Buffer);
  await using other = await misbehavingServer(edited as Buffer);
  await using bench = await buildBench();
  const withPackage = (file: Buffer | undefined, url: string) => {
    const wanted = { file: 'app.json', sha256: digest(file as Buffer), urls: [url] };
    return bench.writeRecipe({ layers: [{ script: 'tools.ps1', packages: [wanted] }] });
  };
  const store = bench.store.directory;
  await withPackage(before, server.url());

  const refused = await bench.build();
  const fetched = await fetchMedia(bench.recipe, { store, acceptNewHash: true });
  const locked = await planned(bench, true);
  const built = await bench.build({ frozen: true, offline: true });
  const again = await bench.build({ frozen: true, offline: true });
  const { notHere } = await checkRecipe(bench.recipe, { store });
  await withPackage(edited, other.url());
  const frozen = await bench.build({ frozen: true });
  const rebuilt = await bench.build();

  expect(refused.error?.code).toBe('GP-MEDIA-HASH');
  expect(fetched.files.at(-1)).toMatchObject({ id: 'app.json', sha256: digest(after as Buffer) });
  expect(locked).toEqual([{ name: 'app.json', sha256: digest(after as Buffer) }]);
  expect([built.error, again.error]).toEqual([undefined, undefined]);
  expect([built.result?.outcome, again.result?.outcome]).toEqual(['published', 'unchanged']);
  expect(notHere).toEqual([]);
  expect(frozen.error?.code).toBe('GP-LOCK-DIFFERS');
  expect(rebuilt.result?.outcome).toBe('published');
  expect(await planned(bench)).toEqual([{ name: 'app.json', sha256: digest(edited as Buffer) }]);
});

test('A6: media, drivers and tools of the catalogue that were accepted are planned, locked and found', async () => {
  const files = { medium: iso('later'), drivers: iso('drivers, later'), tool: Buffer.from('a tool, later') };
  await using medium = await misbehavingServer(files.medium);
  await using drivers = await misbehavingServer(files.drivers);
  await using tool = await misbehavingServer(files.tool);
  await using bench = await buildBench();
  const pin = digest(Buffer.from('as it was once'));
  await bench.writeCatalogue({
    release: { driverFolder: 'w11' },
    medium: { source: 'download', file: 'win.iso', urls: [medium.url()], sha256: pin },
    drivers: [{ version: '0.1.999', urls: [drivers.url()], sha256: pin }],
  });
  const own = { id: 'own-tool-1', name: 'own-tool', version: '1', architecture: 'any', file: 'own.bin' };
  const tools = [{ ...own, urls: [tool.url()], sha256: pin }];
  await writeFile(join(bench.directory, 'config/goldpane/recipes/catalogue/tools.yaml'), stringify({ tools }));
  await bench.writeRecipe({ layers: [{ script: 'tools.ps1', packages: ['own-tool'] }], virtioWin: '0.1.999' });
  const store = bench.store.directory;

  const refused = await code(fetchMedia(bench.recipe, { store }));
  await fetchMedia(bench.recipe, { store, acceptNewHash: true });
  const plan = await preparePlan(bench.recipe, { frozen: true });
  const offline = await fetchMedia(bench.recipe, { store, offline: true });

  const wanted = [files.medium, files.drivers, files.tool].map(digest);
  const lock = await readFile(join(bench.directory, 'goldpane.lock.yaml'), 'utf8');
  expect(refused).toBe('GP-MEDIA-HASH');
  expect([plan.media.sourceDigest, plan.drivers?.sha256]).toEqual(wanted.slice(0, 2));
  expect(await planned(bench, true)).toEqual([{ name: 'own.bin', sha256: wanted[2] }]);
  expect(offline.files.map(({ sha256 }) => sha256)).toEqual(wanted);
  expect(lock.match(/pinned: .*/g)).toEqual(Array(3).fill(`pinned: ${pin}`));
});

test('steps that bring different files by one name have both of them locked', async () => {
  await using server = await misbehavingServer(before as Buffer);
  await using other = await misbehavingServer(after as Buffer);
  await using bench = await buildBench();
  const step = (file: Buffer | undefined, url: string) => ({
    script: 'tools.ps1',
    packages: [{ file: 'app.json', sha256: digest(file as Buffer), urls: [url] }],
  });
  const [first, second] = [step(before, server.url()), step(after, other.url())];
  await bench.writeRecipe({
    layers: [
      { name: 'a', steps: [first] },
      { name: 'b', steps: [second] },
    ],
  });
  const store = bench.store.directory;

  await fetchMedia(bench.recipe, { store });
  const same = await code(preparePlan(bench.recipe, { frozen: true }).then(() => 'planned'));
  await bench.writeRecipe({
    layers: [
      { name: 'a', steps: [second] },
      { name: 'b', steps: [second] },
    ],
  });
  const changed = await code(preparePlan(bench.recipe, { frozen: true }));

  expect([same, changed]).toEqual(['planned', 'GP-LOCK-DIFFERS']);
});

import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkRecipe } from '../../src/build/check-recipe.ts';
import { misbehavingServer } from '../helpers/misbehaving-server.ts';
import { type BuildBench, buildBench } from './build-bench.ts';

const file = Buffer.from('a package of any kind');
const sha256 = createHash('sha256').update(file).digest('hex');

/** A recipe whose first layer brings a package. */
const withPackage = (bench: BuildBench, changes: object = {}) =>
  bench.writeRecipe({ layers: [{ script: 'tools.ps1', packages: [{ file: 'app.bin', sha256, ...changes }] }] });

test('a package is fetched on the host, once, and decides what is built', async () => {
  await using server = await misbehavingServer(file);
  await using bench = await buildBench();
  await withPackage(bench, { urls: [server.url()] });

  const first = await bench.build();
  const again = await bench.build({ rebuild: true });
  const boots = (await bench.boots()).length;
  await bench.writeRecipe({ layers: [{ script: 'tools.ps1' }] });
  const without = await bench.build();

  expect([first.error, again.error, without.error]).toEqual([undefined, undefined, undefined]);
  expect(server.requests.length).toBe(1);
  // Once in a build, by the layer that brings it: a package may have gigabytes.
  const verified = again.events.filter((event) => event.kind === 'work.started' && event.work === 'verify:app.bin');
  expect(verified.length).toBe(1);
  expect((await bench.boots()).length).toBeGreaterThan(boots);
});

test.for([
  {
    reason: 'A6: another file than the pinned one',
    body: Buffer.from('another'),
    offline: false,
    code: 'GP-MEDIA-HASH',
  },
  { reason: 'one that may not be fetched', body: file, offline: true, code: 'GP-MEDIA-MISSING' },
])('$reason ends the build before anything boots', async ({ body, offline, code }) => {
  await using server = await misbehavingServer(body);
  await using bench = await buildBench();
  await withPackage(bench, { urls: [server.url()] });

  const { error, events } = await bench.build({ offline });

  expect(error?.code).toBe(code);
  expect(events.filter(({ kind }) => kind === 'boot.started')).toEqual([]);
});

test('check recipe tells of packages that are not here, and of steps that lack something', async () => {
  await using bench = await buildBench();
  await withPackage(bench, { urls: ['https://example.com/app.bin'] });
  await bench.writeScript('tools.ps1', '# Installs the app.\n# goldpane: network=internet reboot=allowed\n');

  const { notHere, findings } = await checkRecipe(bench.recipe, { store: bench.store.directory });

  expect(notHere).toEqual(['app.bin']);
  expect(findings.map(({ where, found }) => `${where}: ${found}`)).toEqual([
    'layer tools, tools.ps1: the script needs the Internet, and its layer has no network',
    'layer tools, tools.ps1: the script may want a restart, and its step says `reboot: never`',
  ]);
});

import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ImageVersion } from '../../src/base/ids.ts';
import { removeTree } from '../../src/host/files.ts';
import { moveChannel } from '../../src/store/channels.ts';
import { findImage } from '../../src/store/find-image.ts';
import { appendGateResult } from '../../src/store/gate-results.ts';
import { type ImageEntry, listImages } from '../../src/store/images.ts';
import { showImage } from '../../src/store/show-image.ts';
import { compareVersions } from '../../src/store/versions.ts';
import { storeWithVersions } from './scratch.ts';

async function setUp() {
  const { store, entries } = await storeWithVersions(2);
  const [first, second] = entries;
  if (!first || !second) throw new Error('nothing was published');
  return { store, first, second };
}

async function makeStable(store: Parameters<typeof moveChannel>[0], entry: ImageEntry): Promise<void> {
  const { version, manifestDigest } = entry;
  await moveChannel(store, 'demo', { channel: 'stable', version, manifest: manifestDigest, why: 'promoted' });
}

test('every form of a reference finds its version', async () => {
  const { store, first, second } = await setUp();
  await makeStable(store, first);
  const references = [
    'demo',
    'demo:stable',
    'demo:candidate',
    `demo:${first.version}`,
    `demo@sha256:${second.manifestDigest}`,
  ];

  const found = await Promise.all(references.map((reference) => findImage(store, reference)));

  expect(found.map(({ entry, by, note }) => [entry.version, by, note])).toEqual([
    [first.version, 'channel', undefined],
    [first.version, 'channel', undefined],
    [second.version, 'channel', undefined],
    [first.version, 'version', undefined],
    [second.version, 'digest', undefined],
  ]);
});

test('a plain name means the candidate while nothing is stable, and says so', async () => {
  const { store, second } = await setUp();

  expect(await findImage(store, 'demo')).toEqual({
    entry: second,
    by: 'channel',
    note: 'demo has no stable version yet: this is its candidate',
  });
});

test.for([
  'none',
  'demo:none',
  'demo:20200101.1',
  `demo@sha256:${'0'.repeat(64)}`,
  'demo@md5:0',
  '../demo',
  'demo:../../x',
  '',
])('%j is not found', async (reference) => {
  const { store } = await setUp();

  await expect(findImage(store, reference)).rejects.toMatchObject({ code: 'GP-IMAGE-NOT-FOUND' });
});

test('a channel does not lead to another bundle that was put into its version’s place', async () => {
  const { store, first, second } = await setUp();
  await removeTree(second.directory);
  await cp(first.directory, second.directory, { recursive: true });

  await expect(findImage(store, 'demo:candidate')).rejects.toMatchObject({ code: 'GP-IMAGE-BAD' });
});

test('an unreadable version is told apart and hides no other', async () => {
  const { store, first, second } = await setUp();
  await rm(join(second.directory, 'manifest.json'));

  const { images, problems } = await listImages(store);

  expect(images).toEqual([first]);
  expect(problems.map(({ code, message }) => [code, message])).toEqual([
    ['GP-STORE-DAMAGED', `Cannot read ${second.directory}/manifest.json`],
  ]);
});

test('a manifest of a newer goldpane is refused with one sentence', async () => {
  const { store, second } = await setUp();
  const path = join(second.directory, 'manifest.json');
  await rm(path);
  await writeFile(path, '{"schema":"goldpane/manifest/2"}');

  await expect(findImage(store, `demo:${second.version}`)).rejects.toMatchObject({
    code: 'GP-STORE-FORMAT',
    message: `${path} was made by a newer goldpane: it says goldpane/manifest/2, this one reads goldpane/manifest/1`,
  });
});

test('gate results name the manifest that was judged', async () => {
  const { store, second } = await setUp();

  await appendGateResult(second, { check: 'boot', ok: true });

  expect((await showImage(store, 'demo')).gate.map((line) => JSON.parse(line))).toEqual([
    { schema: 'goldpane/gate/1', manifest: second.manifestDigest, check: 'boot', ok: true },
  ]);
});

test('versions sort by number, not by text', () => {
  const versions = ['20261121.10', '20261121.9', '20260101.30'] as ImageVersion[];

  expect(versions.sort(compareVersions)).toEqual(['20260101.30', '20261121.9', '20261121.10']);
});

import { expect, test } from 'vitest';
import { checkRecipe } from '../../src/build/check-recipe.ts';
import { buildBench } from './build-bench.ts';

test('looks into the medium that is here, before anything boots', async () => {
  await using bench = await buildBench();
  const check = async () => (await checkRecipe(bench.recipe, { store: bench.store.directory })).findings;

  const good = await check();
  await bench.writeRecipe({ edition: 'Enterprise' });
  const missing = await check();

  expect(good).toEqual([]);
  expect(missing.filter(({ id }) => id === 'GP-MEDIA-EDITION')).toEqual([
    expect.objectContaining({
      where: 'testwin',
      found: expect.stringMatching(/^The installer has no edition Enterprise /),
    }),
  ]);
});

test('B2: a build ends before it boots when the medium lacks the edition', async () => {
  await using bench = await buildBench();
  await bench.writeRecipe({ edition: 'Enterprise' });

  const { error, events } = await bench.build();

  expect(error?.code).toBe('GP-MEDIA-EDITION');
  expect(events.filter(({ kind }) => kind === 'boot.started')).toEqual([]);
});

test('what is not here is told, and looked into by nobody', async () => {
  await using bench = await buildBench();
  await bench.writeCatalogue({ medium: { sha256: '0'.repeat(64) } });

  const { findings, notHere } = await checkRecipe(bench.recipe, { store: bench.store.directory });

  expect({ findings, notHere }).toEqual({ findings: [], notHere: ['testwin'] });
});

test('an ESD that is here is no medium until it is packed', async () => {
  await using bench = await buildBench();
  await bench.writeCatalogue({ medium: { source: 'esd', urls: ['/nowhere.esd'] } });

  const { findings, notHere } = await checkRecipe(bench.recipe, { store: bench.store.directory });

  expect({ findings, notHere }).toEqual({ findings: [], notHere: [] });
});

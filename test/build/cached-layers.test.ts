import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BuildBench, type Built, buildBench } from './build-bench.ts';

/** Shared: every test begins with what the one before has built. */
let bench: BuildBench;
let first: Built;
beforeAll(async () => {
  bench = await buildBench();
  await bench.writeCatalogue({ edition: { evaluation: true } });
  first = await bench.build();
  expect(first.error).toBeUndefined();
});
afterAll(() => bench[Symbol.asyncDispose]());

/** Which layers were used again, and which were made. */
function layersOf({ error, events }: Built) {
  expect(error).toBeUndefined();
  const named = (kind: string) =>
    events.flatMap((event) => (event.kind === kind && 'layer' in event ? [event.layer] : []));
  return { cached: named('layer.cached'), made: named('layer.finished'), boots: named('boot.finished').length };
}

async function versions(): Promise<string[]> {
  return (await readdir(bench.store.paths.image('demo'))).filter((name) => !name.endsWith('.beside'));
}

test('a changed script of the last layer: the rest is used again', async () => {
  await bench.writeScript('settings.ps1', "Write-Output 'changed'\n");

  const built = await bench.build();

  expect(layersOf(built)).toEqual({ cached: ['install', 'tools'], made: ['settings', 'seal'], boots: 2 });
  expect(await versions()).toHaveLength(2);
});

test('a changed script of the first layer: what stands on it is made anew', async () => {
  await bench.writeScript('tools.ps1', "Write-Output 'changed'\n");

  const built = await bench.build();

  expect(layersOf(built)).toEqual({ cached: ['install'], made: ['tools', 'settings', 'seal'], boots: 3 });
});

test('a change that is taken back is no change: the version is there', async () => {
  await bench.writeScript('tools.ps1', "Write-Output 'tools.ps1'\n");

  const built = await bench.build();

  expect([built.result?.outcome, layersOf(built)]).toEqual(['unchanged', { cached: [], made: [], boots: 0 }]);
});

test('another limit or name of a layer changes nothing', async () => {
  await bench.writeRecipe({
    description: 'other words',
    layers: [
      { name: 'toolbox', steps: [{ script: 'tools.ps1', timeoutMinutes: 5 }] },
      { name: 'settings', steps: [{ script: 'settings.ps1' }] },
    ],
  });

  expect((await bench.build()).result?.outcome).toBe('unchanged');
  await bench.writeRecipe();
});

test('a layer whose last boot was done when its build was killed is finished without another', async () => {
  const [install] = first.events.flatMap((event) => (event.kind === 'layer.finished' ? [event.key] : []));
  if (!install) throw new Error('the first build has made the install');
  const [finished, partial] = [bench.store.paths.layer(install), bench.store.paths.partialLayer(install)];
  const { finishedAt: _, lastBoot: __, ...record } = JSON.parse(await readFile(join(finished, 'layer.json'), 'utf8'));
  await writeFile(join(finished, 'layer.json'), JSON.stringify({ ...record, facts: {} }));
  await rename(finished, partial);
  await bench.writeScript('tools.ps1', "Write-Output 'after the kill'\n");

  const built = await bench.build();

  expect(layersOf(built)).toEqual({ cached: [], made: ['install', 'tools', 'settings', 'seal'], boots: 3 });
  const { facts } = JSON.parse(await readFile(join(finished, 'layer.json'), 'utf8'));
  expect(facts).toMatchObject({ secureBoot: true, tpm: '2.0' });
});

test('--rebuild makes everything anew and overwrites nothing', async () => {
  const before = await versions();

  const built = await bench.build({ rebuild: true });

  expect(layersOf(built)).toEqual({ cached: [], made: ['install', 'tools', 'settings', 'seal'], boots: 6 });
  expect(await versions()).toEqual([...before, built.result?.version]);
});

test('J4 layers of an evaluation that ends too soon count as missing', async () => {
  await bench.writeScript('settings.ps1', "Write-Output 'once more'\n");
  await bench.writeRecipe({ minEvaluationDays: 89 });
  expect(layersOf(await bench.build())).toEqual({ cached: ['install', 'tools'], made: ['settings', 'seal'], boots: 2 });

  await bench.writeScript('settings.ps1', "Write-Output 'and again'\n");
  await bench.writeRecipe({ minEvaluationDays: 91 });

  const { cached, made } = layersOf(await bench.build());
  expect({ cached, made }).toEqual({ cached: [], made: ['install', 'tools', 'settings', 'seal'] });
});

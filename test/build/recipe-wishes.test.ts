import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findImage } from '../../src/store/find-image.ts';
import { type BuildBench, type Built, buildBench } from './build-bench.ts';
import { filesWith } from './files-with.ts';

const licenseKey = 'ABCDE-12345-FGHIJ-67890-KLMNO';

/** Built twice for all tests here: the second time its install layer is there. */
let bench: BuildBench;
let [first, second]: Built[] = [];
beforeAll(async () => {
  bench = await buildBench({ steps: { '01-tools': { log: `the key is ${licenseKey}` } } }, { fakeImages: true });
  const license = { key: { environment: 'GOLDPANE_KEY' } };
  const layers = [{ script: 'tools.ps1' }];
  await bench.writeRecipe({ license, layers, bypass: ['tpm', 'cpu'], nestedVirtualisation: 'on' });
  vi.stubEnv('GOLDPANE_KEY', licenseKey);
  first = await bench.build();
  await bench.writeScript('tools.ps1', 'another script');
  vi.stubEnv('GOLDPANE_KEY', licenseKey);
  second = await bench.build();
}, 60_000);
afterAll(() => bench[Symbol.asyncDispose]());

test('a product key stands in no file, also in a run that installs nothing with it', async () => {
  expect([first?.error, second?.error]).toEqual([undefined, undefined]);
  expect(second?.events.flatMap((event) => (event.kind === 'layer.cached' ? [event.layer] : []))).toEqual(['install']);
  expect(JSON.stringify([first?.events, second?.events])).toContain('the key is ***');
  expect(await filesWith(bench.store.paths.runs, licenseKey)).toEqual([]);
  expect(await filesWith(bench.store.paths.images, licenseKey)).toEqual([]);
});

test('the manifest names checks that were passed over, and what the guest was given beyond the usual', async () => {
  const { entry } = await findImage(bench.store, 'demo');

  expect(entry.manifest.bypass).toEqual(['cpu', 'tpm']);
  expect(entry.manifest.machine.nestedVirtualisation).toBe(true);
  const models = (await bench.boots()).map((call) => call[call.indexOf('-cpu') + 1]);
  // The first boot tries KVM.
  expect(models.map((model) => model?.includes('vmx=off'))).toEqual(models.map((_, index) => index === 0));
});

test('an install needs the key', async () => {
  const { error } = await bench.build({ rebuild: true });

  expect(error).toMatchObject({
    code: 'GP-RECIPE-VALUE',
    message: 'There is no product key in the environment variable GOLDPANE_KEY',
  });
});

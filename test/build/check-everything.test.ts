import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { Sha256 } from '../../src/base/ids.ts';
import { checkRecipe } from '../../src/build/check-recipe.ts';
import { goldpaneOn } from '../cli/run-on-bench.ts';
import { writeVirtioWinIso } from '../helpers/virtio-win-iso.ts';
import { writeTree, writeUdf } from '../media/windows-media.ts';
import { type BuildBench, buildBench } from './build-bench.ts';

/** Puts a file where the store of a bench keeps what was fetched. */
function putInto({ store }: BuildBench, path: string): Sha256 {
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex') as Sha256;
  mkdirSync(dirname(store.paths.cached(sha256)), { recursive: true });
  copyFileSync(path, store.paths.cached(sha256));
  return sha256;
}

/** A medium of another build, language and edition, without a boot image, and with a loader that nobody signed. */
function writeBadMedium(directory: string): string {
  const [tree, iso] = [join(directory, 'tree'), join(directory, 'bad.iso')];
  writeTree(tree, [{ name: 'Windows 11 Home', edition: 'Core' }], 'de-DE', 'de-DE');
  mkdirSync(join(tree, 'efi/boot'), { recursive: true });
  writeFileSync(join(tree, 'efi/boot/bootx64.efi'), 'MZ');
  writeUdf(tree, iso, 'BAD');
  return iso;
}

const told = ({ severity, id, where }: { severity: string; id: string; where: string }) => `${severity} ${id} ${where}`;

/** A bench where nothing fits: recipe, medium, drivers, host. */
async function badBench(): Promise<BuildBench> {
  const bench = await buildBench();
  const drivers = join(bench.directory, 'virtio-win.iso');
  writeVirtioWinIso(drivers, { without: ['viostor/w11/amd64/viostor.sys', 'NetKVM/w11/amd64/netkvm.inf'] });
  await bench.writeCatalogue({
    release: { driverFolder: 'w11', evaluationDays: 90, minimum: { cpus: 2, memoryMib: 4096, diskGib: 64 } },
    edition: { evaluation: true, key: undefined },
    medium: { sha256: putInto(bench, writeBadMedium(bench.directory)) },
    drivers: [{ version: '0.1.302', urls: [drivers], sha256: putInto(bench, drivers) }],
  });
  await bench.writeRecipe({
    hardware: { cpus: 1, memoryMib: 4_000_000, diskGib: 16 },
    license: { kmsHost: 'kms.example.com' },
    minEvaluationDays: 90,
  });
  return bench;
}

test('recipe, medium, drivers, firmware and host are told of at once, and nothing is started', async () => {
  await using bench = await badBench();

  const { findings, host } = await checkRecipe(bench.recipe, { store: bench.store.directory });

  expect(findings.map(told)).toEqual([
    'error GP-RECIPE-VALUE license',
    'error GP-RECIPE-VALUE hardware.cpus',
    'error GP-RECIPE-VALUE hardware.diskGib',
    'warning GP-RECIPE-VALUE edition',
    'warning GP-RECIPE-VALUE license',
    'error GP-MEDIA-EDITION testwin',
    'warning GP-MEDIA-DIFFERS testwin',
    'warning GP-MEDIA-DIFFERS testwin',
    'warning GP-RECIPE-VALUE minEvaluationDays',
    'error GP-MEDIA-LOADER testwin',
    'error GP-MEDIA-LOADER testwin',
    'error GP-MEDIA-DRIVER viostor/w11/amd64/viostor.sys',
    'error GP-MEDIA-DRIVER NetKVM/w11/amd64/netkvm.inf',
  ]);
  expect(host.map(told)).toContain('error GP-HOST-MEMORY memory');
  expect(await bench.tools.calls()).toEqual([]);
});

test('a user sees all of it in one text', async () => {
  await using bench = await badBench();

  const { exitCode, stdout, stderr } = await goldpaneOn(bench, 'check', 'recipe', bench.recipe);

  expect(exitCode).toBe(1);
  const text = stdout
    .replaceAll(bench.directory, 'DIR')
    .replace(/^(this host) .*$/m, '$1')
    .replace(/[\d.]+ GiB (free|left under)/, 'FREE $1');
  await expect(text.slice(0, text.indexOf('  error: memory'))).toMatchFileSnapshot(
    '__snapshots__/check-everything.txt',
  );
  expect(text).toContain('  error: memory: FREE');
  expect(stderr).toMatch(/^GP-CHECK-FINDINGS: The recipe demo: 8 errors found$/m);
});

test('a recipe with nothing against it, on a host that is not fit, ends as a host does', async () => {
  await using bench = await buildBench();
  await bench.writeRecipe({ hardware: { cpus: 2, memoryMib: 4_000_000, diskGib: 16 } });

  const { exitCode, stdout, stderr } = await goldpaneOn(bench, 'check', 'recipe', bench.recipe);

  expect(exitCode).toBe(3);
  expect(stdout).toMatch(/^found +nothing$/m);
  expect(stdout).toMatch(/^ {2}error: memory: [\d.]+ GiB .*, 3906\.3 GiB for the guest$/m);
  expect(stderr).toMatch(/^GP-HOST-UNFIT: This host is not fit for recipe demo: \d+ errors?$/m);
});

test('a medium that was cut off hides nothing else', async () => {
  await using bench = await buildBench();
  const cut = join(bench.directory, 'cut.iso');
  writeFileSync(cut, readFileSync(bench.medium).subarray(0, 300 * 2048));
  await bench.writeCatalogue({
    release: { minimum: { cpus: 4, memoryMib: 512, diskGib: 4 } },
    medium: { sha256: putInto(bench, cut) },
  });

  const { findings } = await checkRecipe(bench.recipe, { store: bench.store.directory });

  expect(findings.map(told)).toEqual(['error GP-RECIPE-VALUE hardware.cpus', 'error GP-MEDIA-MISSING testwin']);
});

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildBench } from '../build/build-bench.ts';
import { goldpaneOn } from './run-on-bench.ts';

test('an image is planned, rendered, built, listed, shown and checked', async () => {
  // What the fake guest has installed outlives only the fake tool's conversion of its disk.
  await using bench = await buildBench({}, { fakeImages: true });

  const plan = await goldpaneOn(bench, 'plan', 'recipe', bench.recipe, '--json');
  expect(JSON.parse(plan.stdout).layers.map(({ name }: { name: string }) => name)).toEqual([
    'install',
    'tools',
    'settings',
    'seal',
  ]);
  const rendered = await goldpaneOn(
    bench,
    'render',
    'recipe',
    bench.recipe,
    '--out',
    join(bench.directory, 'rendered'),
  );
  expect(rendered.stdout).toContain('/rendered/install/Autounattend.xml\n');

  const built = await goldpaneOn(bench, 'build', 'recipe', bench.recipe);
  expect({ exitCode: built.exitCode, isThere: existsSync(built.stdout.trim()) }).toEqual({
    exitCode: 0,
    isThere: true,
  });
  const again = await goldpaneOn(bench, 'build', 'recipe', bench.recipe);
  expect(again.stderr).toContain('is there already: nothing has changed since');

  expect((await goldpaneOn(bench, 'list', 'images', '--names')).stdout).toBe('demo\n');
  expect((await goldpaneOn(bench, 'list', 'runs', '--names')).stdout.trim().split('\n')).toHaveLength(2);
  const shown = JSON.parse((await goldpaneOn(bench, 'show', 'image', 'demo', '--json', '--credentials')).stdout);
  expect({ image: shown.entry.image, passwords: Object.values(shown.credentials) }).toEqual({
    image: 'demo',
    passwords: [expect.stringMatching(/^.{12,}$/)],
  });
  const checked = await goldpaneOn(bench, 'check', 'image', 'demo');
  expect(checked).toEqual({
    exitCode: 0,
    stdout: expect.stringMatching(/^secureBoot +true$/m),
    stderr: expect.stringContaining('run done'),
  });
}, 120_000);

test('a failed build names its evidence by path', async () => {
  await using bench = await buildBench('panic');

  const { exitCode, stderr } = await goldpaneOn(bench, 'build', 'recipe', bench.recipe);

  const [run = ''] = readdirSync(bench.store.paths.runs);
  const paths = [...stderr.matchAll(/^ +(?:look at)? +(\/\S+)$/gm)].map(([, path = '']) => path);
  expect({ exitCode, code: /^GP-[A-Z-]+/m.exec(stderr)?.[0] }).toEqual({ exitCode: 1, code: 'GP-GUEST-PANIC' });
  expect(paths.length).toBeGreaterThan(0);
  expect(paths.filter((path) => !path.startsWith(join(bench.store.paths.runs, run)) || !existsSync(path))).toEqual([]);
}, 60_000);

import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { type BuildBench, buildBench } from '../build/build-bench.ts';

type Ended = { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string };

/** Runs the command line with the real engine on the bench's fake tools. */
async function goldpane(bench: BuildBench, ...args: string[]): Promise<Ended> {
  const env = { ...bench.env, GOLDPANE_STORE: bench.store.directory };
  const child = spawn(process.execPath, [resolve('src/cli/main.ts'), ...args], { cwd: bench.directory, env });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  return await new Promise((done) => child.on('close', (exitCode) => done({ exitCode, stdout, stderr })));
}

test('an image is planned, rendered, built, listed, shown and checked', async () => {
  // What the fake guest has installed outlives only the fake tool's conversion of its disk.
  await using bench = await buildBench({}, { fakeImages: true });

  const plan = await goldpane(bench, 'plan', 'recipe', bench.recipe, '--json');
  expect(JSON.parse(plan.stdout).layers.map(({ name }: { name: string }) => name)).toEqual([
    'install',
    'tools',
    'settings',
    'seal',
  ]);
  const rendered = await goldpane(bench, 'render', 'recipe', bench.recipe, '--out', join(bench.directory, 'rendered'));
  expect(rendered.stdout).toContain('/rendered/install/Autounattend.xml\n');

  const built = await goldpane(bench, 'build', 'recipe', bench.recipe);
  expect({ exitCode: built.exitCode, isThere: existsSync(built.stdout.trim()) }).toEqual({
    exitCode: 0,
    isThere: true,
  });
  const again = await goldpane(bench, 'build', 'recipe', bench.recipe);
  expect(again.stderr).toContain('is there already: nothing has changed since');

  expect((await goldpane(bench, 'list', 'images', '--names')).stdout).toBe('demo\n');
  expect((await goldpane(bench, 'list', 'runs', '--names')).stdout.trim().split('\n')).toHaveLength(2);
  const shown = JSON.parse((await goldpane(bench, 'show', 'image', 'demo', '--json', '--credentials')).stdout);
  expect({ image: shown.entry.image, passwords: Object.values(shown.credentials) }).toEqual({
    image: 'demo',
    passwords: [expect.stringMatching(/^.{12,}$/)],
  });
  const checked = await goldpane(bench, 'check', 'image', 'demo');
  expect(checked).toEqual({
    exitCode: 0,
    stdout: expect.stringMatching(/^secureBoot +true$/m),
    stderr: expect.stringContaining('run done'),
  });
}, 120_000);

test('a failed build names its evidence by path', async () => {
  await using bench = await buildBench('panic');

  const { exitCode, stderr } = await goldpane(bench, 'build', 'recipe', bench.recipe);

  const [run = ''] = readdirSync(bench.store.paths.runs);
  const paths = [...stderr.matchAll(/^ +(?:look at)? +(\/\S+)$/gm)].map(([, path = '']) => path);
  expect({ exitCode, code: /^GP-[A-Z-]+/m.exec(stderr)?.[0] }).toEqual({ exitCode: 1, code: 'GP-GUEST-PANIC' });
  expect(paths.length).toBeGreaterThan(0);
  expect(paths.filter((path) => !path.startsWith(join(bench.store.paths.runs, run)) || !existsSync(path))).toEqual([]);
}, 60_000);

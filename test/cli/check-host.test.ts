import { expect, test } from 'vitest';
import { buildBench } from '../build/build-bench.ts';
import { runGoldpane } from './run-goldpane.ts';
import { goldpaneOn } from './run-on-bench.ts';

test('a host on which a guest runs is fit for a recipe', async () => {
  await using bench = await buildBench();

  const { exitCode, stdout } = await goldpaneOn(bench, 'check', 'host', '--for', 'recipe', bench.recipe);

  expect({ exitCode, last: stdout.trim().split('\n').at(-1) }).toEqual({
    exitCode: 0,
    last: expect.stringMatching(/^\d+ checks: .* 0 failed\. This host is fit for recipe demo$/),
  });
  expect(stdout).toMatch(/^kvm +pass +a guest ran/m);
});

test('C6 a KVM that runs no guest: exit 3, with everything that was tried', async () => {
  await using bench = await buildBench('kvm-internal-error');

  const { exitCode, stdout } = await goldpaneOn(bench, 'check', 'host', '--json');

  const [checked, error] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect({ exitCode, kind: checked.kind, isFit: checked.isFit, code: error.code }).toEqual({
    exitCode: 3,
    kind: 'host.checked',
    isFit: false,
    code: 'GP-HOST-UNFIT',
  });
  const kvm = checked.checks.find(({ name }: { readonly name: string }) => name === 'kvm');
  expect({ outcome: kvm.outcome, id: kvm.id, first: kvm.details[0], last: kvm.details.at(-1) }).toEqual({
    outcome: 'fail',
    id: 'GP-HOST-KVM',
    first: expect.stringMatching(/^a build's machine: KVM cannot run this guest/),
    last: 'ten instructions in 32-bit mode: KVM internal error. Suberror: 1',
  });
});

test('where KVM does not run, a recipe that may be emulated is fit, and emulation was tried', async () => {
  await using bench = await buildBench({ kvmLacks: ['smm'] });
  await bench.writeRecipe({ emulation: 'allowed' });
  const args = ['check', 'host', '--for', 'recipe', bench.recipe];

  const first = await goldpaneOn(bench, ...args);
  const second = await goldpaneOn(bench, ...args);

  expect(first.stdout).toMatch(/^kvm +WARN +KVM here refuses system management mode/m);
  expect(first.stdout).toMatch(/^emulation +pass/m);
  expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
  expect([first.stderr, second.stderr]).toEqual(['trying emulation, once: up to 20 seconds\n', '']);
});

test('--fix runs nothing that was not agreed to', async () => {
  await using bench = await buildBench('kvm-no-access');

  const { exitCode, stderr } = await goldpaneOn(bench, 'check', 'host', '--fix');

  expect({ exitCode, hasRun: stderr.includes('usermod: ') }).toEqual({ exitCode: 3, hasRun: false });
});

test.for([
  { words: ['recipe'], said: '--for takes "recipe NAME" or "runner NAME", not "recipe"' },
  { words: ['planet', 'mars'], said: '--for takes "recipe NAME" or "runner NAME", not "planet mars"' },
  { words: ['runner', 'bhyve'], said: 'There is no runner bhyve' },
])('--for $words is refused', async ({ words, said }) => {
  const { exitCode, stderr } = await runGoldpane(['check', 'host', '--for', ...words]);

  expect({ exitCode, said: stderr.split('\n')[0] }).toEqual({ exitCode: 2, said: `GP-USAGE: ${said}` });
});

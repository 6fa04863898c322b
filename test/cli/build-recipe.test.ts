import { expect, test } from 'vitest';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { failedBuild, goodBuild } from './recorded-build.ts';
import { runGoldpane, startGoldpane } from './run-goldpane.ts';

/** The time that a command took is the one thing that differs from run to run. */
function withoutTime(text: string): string {
  return text.replace(/is built, in \d+:\d\d/, 'is built, in M:SS');
}

test('a build tells stages, evidence, size and the command that boots it; its bundle is the result', async () => {
  const { exitCode, stdout, stderr } = await runGoldpane(['build', 'recipe', 'demo', '--store', '/my store']);

  await expect(withoutTime(stderr)).toMatchFileSnapshot('__snapshots__/good-build.txt');
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '/store/images/demo/20261121.1\n' });
});

test('a build of what is there already says so', async () => {
  const { exitCode, stderr } = await runGoldpane(['build', 'recipe', 'unchanged']);

  expect({ exitCode, said: stderr.split('\n').at(-6) }).toEqual({
    exitCode: 0,
    said: 'demo:20261121.1 is there already: nothing has changed since',
  });
});

test('a build that fails names stage and cause, screenshot and log, the remedy and the command to give again', async () => {
  const { exitCode, stdout, stderr } = await runGoldpane(['build', 'recipe', 'fails', '--wait']);

  await expect(stderr).toMatchFileSnapshot('__snapshots__/failed-build.txt');
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
});

test('what is no error of ours is reported with where it came from', async () => {
  const { exitCode, stderr } = await runGoldpane(['build', 'recipe', 'crashes']);

  expect({ exitCode, told: stderr.split('\n').filter((line) => /^(GP-|caused by)/.test(line)) }).toEqual({
    exitCode: 1,
    told: [
      'GP-INTERNAL: goldpane failed unexpectedly: undefined is not a function',
      'caused by: TypeError: undefined is not a function',
    ],
  });
});

test('the cause of an error is shown under DEBUG=goldpane only', async () => {
  const quiet = await runGoldpane(['build', 'recipe', 'fails']);
  const debug = await runGoldpane(['build', 'recipe', 'fails'], { env: { DEBUG: 'other,goldpane' } });

  expect([quiet, debug].map(({ stderr }) => stderr.includes('thrown at: GoldpaneError'))).toEqual([false, true]);
});

test('`--json` gives the events, one a line, and nothing else on stdout', async () => {
  const { exitCode, stdout } = await runGoldpane(['build', 'recipe', 'demo', '--json']);

  expect(exitCode).toBe(0);
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(goodBuild);
});

test('`--json` ends with the error when a build fails', async () => {
  const { exitCode, stdout } = await runGoldpane(['build', 'recipe', 'fails', '--json']);

  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(exitCode).toBe(1);
  expect(lines.slice(0, -1)).toEqual(failedBuild);
  expect(lines.at(-1)).toMatchObject({ kind: 'error', code: 'GP-GUEST-LIMIT', exitCode: 1 });
});

test('several recipes are built one after the other; one that fails keeps none from being built', async () => {
  const { exitCode, stdout } = await runGoldpane(['build', 'recipe', 'fails', 'demo', 'unchanged']);

  expect({ exitCode, stdout }).toEqual({
    exitCode: 1,
    stdout: '/store/images/demo/20261121.1\n/store/images/demo/20261121.1\n',
  });
});

test.for([
  {
    reason: 'flags',
    args: ['--rebuild', '--wait', '--accel', 'tcg', '--offline', '--allow-path', '/a', '--allow-path', '/b'],
    options: { accelerator: 'tcg', allowPaths: ['/a', '/b'], offline: true, rebuild: true, wait: true },
  },
  { reason: 'defaults', args: [], options: { offline: false } },
])('the build gets its $reason', async ({ args, options }) => {
  const store = temporaryDirectory();
  const { stderr } = await runGoldpane(['build', 'recipe', 'shows-options', '--store', store, ...args]);

  const [, shown = ''] = /^GP-BUILD-BUSY: (.*)$/m.exec(stderr) ?? [];
  expect(JSON.parse(shown)).toEqual({ store, ...options });
});

test('a build whose reader goes away is cancelled', async () => {
  const { child, ended } = startGoldpane(['build', 'recipe', 'hangs', '--json']);
  child.stdout?.once('data', () => child.stdout?.destroy());

  const { exitCode, stderr } = await ended;
  expect({ exitCode, told: stderr.split('\n')[0] }).toEqual({
    exitCode: 130,
    told: 'Stopping (nobody reads the output any more): finished work is kept, the same command goes on from there',
  });
});

import { expect, test } from 'vitest';
import { startGoldpane } from './run-goldpane.ts';

const stopping = (reason: string) => `Stopping (${reason}): finished work is kept, the same command goes on from there`;

test.for(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'J1 %s stops a build, says what is kept, and ends with 130',
  async (signal) => {
    const { child, ended, said } = startGoldpane(['build', 'recipe', 'hangs']);
    await said('install: winpe');
    child.kill(signal);

    const { exitCode, stderr } = await ended;
    expect({ exitCode, told: stderr.split('\n').slice(-6) }).toEqual({
      exitCode: 130,
      told: [
        `   1:20  ${stopping(signal)}`,
        `GP-CANCELLED: Cancelled: ${signal}`,
        '  to do    Give the same command again: finished layers and boots, and what came of files, are kept and not done twice',
        '  again    npm run -s goldpane -- build recipe hangs',
        '  more     npm run -s goldpane -- explain GP-CANCELLED',
        '',
      ],
    });
  },
);

test('the same signal at once is no second one: npm doubles Ctrl-C', async () => {
  const { child, ended, said } = startGoldpane(['build', 'recipe', 'hangs'], { env: { STOP_MS: '800' } });
  await said('install: winpe');
  child.kill('SIGINT');
  await said('Stopping (SIGINT)');
  child.kill('SIGINT');

  const { exitCode, stderr } = await ended;
  expect({ exitCode, isOrderly: stderr.includes('GP-CANCELLED') }).toEqual({ exitCode: 130, isOrderly: true });
});

test('a second signal stops at once', async () => {
  const { child, ended, said } = startGoldpane(['build', 'recipe', 'hangs'], { env: { STOP_MS: '3600000' } });
  await said('install: winpe');
  child.kill('SIGINT');
  child.kill('SIGTERM');

  const { exitCode, stderr } = await ended;
  expect({ exitCode, isOrderly: stderr.includes('GP-CANCELLED') }).toEqual({ exitCode: 130, isOrderly: false });
});

test('a build whose parent has ended stops', async () => {
  const wrapper = ['setsid', 'bash', '-c', '"$@" & echo $! >&2; wait', 'bash'];
  const { child, ended, said } = startGoldpane(['build', 'recipe', 'hangs'], { wrapper });
  await said('install: winpe');
  child.kill('SIGKILL');

  const { stderr } = await ended;
  expect(stderr).toContain(stopping('the program that started goldpane has ended'));
});

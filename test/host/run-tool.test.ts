import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { processIdentity } from '../../src/host/process-identity.ts';
import { runTool } from '../../src/host/run-tool.ts';

test('runTool() gives output, exit code and time', async () => {
  const result = await runTool('sh', ['-c', 'echo out; echo err >&2']);

  expect(result).toEqual({ stdout: 'out\n', stderr: 'err\n', exitCode: 0, durationMs: expect.any(Number) });
});

test('runTool() passes input, and closes standard input when there is none', async () => {
  const withInput = await runTool('cat', [], { input: 'hello' });
  const without = await runTool('cat', []);

  expect([withInput.stdout, without.stdout]).toEqual(['hello', '']);
});

test('the environment of a tool holds nothing of ours but what tools need', async () => {
  process.env['GOLDPANE_TEST_SECRET'] = 'x';

  const { stdout } = await runTool('env', []);

  expect(stdout).not.toContain('GOLDPANE_TEST_SECRET');
  expect(stdout).toContain('LC_ALL=C.UTF-8');
});

test.for([
  { reason: 'missing program', file: 'no-such-program-here', args: [], options: {}, code: 'GP-HOST-TOOL' },
  { reason: 'exit code', file: 'sh', args: ['-c', 'echo why >&2; exit 3'], options: {}, code: 'GP-TOOL-FAILED' },
  { reason: 'signal', file: 'sh', args: ['-c', 'kill -9 $$'], options: {}, code: 'GP-TOOL-FAILED' },
  { reason: 'time', file: 'sleep', args: ['60'], options: { timeoutMs: 20 }, code: 'GP-TOOL-TIMEOUT' },
  {
    reason: 'cancelled',
    file: 'sleep',
    args: ['60'],
    options: { signal: AbortSignal.timeout(20) },
    code: 'GP-CANCELLED',
  },
])('runTool() fails with $code: $reason', async ({ file, args, options, code }) => {
  await expect(runTool(file, args, options)).rejects.toMatchObject({ code });
});

test('runTool() says what the program said last', async () => {
  await expect(runTool('sh', ['-c', 'echo the reason >&2; exit 3'])).rejects.toMatchObject({
    message: 'sh ended with exit code 3: the reason',
    hint: 'Run it by hand: sh -c echo the reason >&2; exit 3',
  });
});

test('an accepted exit code is no failure', async () => {
  expect(await runTool('sh', ['-c', 'exit 3'], { acceptExitCodes: [0, 3] })).toMatchObject({ exitCode: 3 });
});

test('H4 SIGKILL of the parent takes the program with it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'run-tool-'));
  const pidFile = join(directory, 'pid');
  const module = new URL('../../src/host/run-tool.ts', import.meta.url);
  const script = `import { runTool } from '${module}';
    await runTool('sh', ['-c', 'echo $$ > ${pidFile}; exec sleep 60']);`;
  const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], { stdio: 'ignore' });
  onTestFinished(async () => {
    parent.kill('SIGKILL');
    await rm(directory, { recursive: true });
  });
  await expect.poll(() => readFile(pidFile, 'utf8').catch(() => ''), { interval: 5 }).toMatch(/\n$/);
  const started = Number(await readFile(pidFile, 'utf8'));
  expect(processIdentity(started)).toBeDefined();

  parent.kill('SIGKILL');
  await once(parent, 'exit');

  await expect.poll(() => processIdentity(started), { interval: 5 }).toBeUndefined();
});

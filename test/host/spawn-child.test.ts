import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { processIdentity } from '../../src/host/process-identity.ts';
import { spawnChild } from '../../src/host/spawn-child.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const module = new URL('../../src/host/spawn-child.ts', import.meta.url).pathname;

test('spawnChild() reports how the program ended and keeps what it printed', async () => {
  const log = join(temporaryDirectory(), 'out.log');

  await using child = await spawnChild('sh', ['-c', 'echo to-out; echo to-err >&2; exit 7'], { log });

  expect(await child.exited).toEqual({ exitCode: 7, signal: null });
  expect(await readFile(log, 'utf8')).toBe('to-out\nto-err\n');
});

test('C5 spawnChild() names the package of a program that is not installed', async () => {
  await expect(spawnChild('no-such-program-here', [])).rejects.toMatchObject({ code: 'GP-HOST-TOOL' });
});

test('stop() kills a program that ignores TERM', async () => {
  const ready = Promise.withResolvers<void>();
  await using child = await spawnChild('sh', ['-c', 'trap "" TERM; echo ready; while :; do sleep 0.05; done'], {
    onOutput: () => ready.resolve(),
  });
  await ready.promise;

  await child.stop({ graceMs: 50 });

  expect(await child.exited).toEqual({ exitCode: null, signal: 'SIGKILL' });
  expect(child.running()).toBe(false);
});

test('an aborted signal stops the program', async () => {
  const abort = new AbortController();
  await using child = await spawnChild('sleep', ['60'], { signal: abort.signal });

  abort.abort();

  expect(await child.exited).toEqual({ exitCode: null, signal: 'SIGTERM' });
});

test('H4 SIGKILL of the parent takes the program with it', async () => {
  const script = `import { spawnChild } from '${module}';
    await using child = await spawnChild('sleep', ['60']);
    console.log(child.pid);
    await child.exited;`;
  const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [line] = await once(parent.stdout, 'data');
  const pid = Number(line);
  expect(processIdentity(pid)).toBeDefined();

  parent.kill('SIGKILL');
  await once(parent, 'exit');

  await expect.poll(() => processIdentity(pid), { interval: 5 }).toBeUndefined();
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type LockAttempt, type LockOwner, tryLock, waitForLock } from '../../src/host/lock.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const module = new URL('../../src/host/lock.ts', import.meta.url).pathname;
const owner: LockOwner = { run: 'r1', pid: process.pid, since: '2026-11-21T00:00:00Z', what: 'layer install' };

function lockPath(): string {
  return join(temporaryDirectory(), 'lock');
}

function take(path: string, by: LockOwner = owner): LockAttempt {
  const attempt = tryLock(path, by);
  if ('lock' in attempt) onTestFinished(() => attempt.lock[Symbol.dispose]());
  return attempt;
}

test('H5 tryLock() names the holder of a lock that is taken', async () => {
  const path = lockPath();
  const first = take(path);

  const second = take(path, { ...owner, run: 'r2' });

  expect(first).toHaveProperty('lock');
  expect(second).toEqual({ holder: owner });
});

test('a released lock can be taken again', async () => {
  const path = lockPath();
  const first = tryLock(path, owner);
  if ('lock' in first) first.lock[Symbol.dispose]();

  expect(take(path)).toHaveProperty('lock');
});

test('waitForLock() waits until the holder, another process, is killed', async () => {
  const path = lockPath();
  const script = `import { tryLock } from '${module}';
    globalThis.held = tryLock(${JSON.stringify(path)}, { run: 'other', pid: process.pid, since: '', what: '' });
    console.log('locked'); setInterval(() => {}, 1000);`;
  const other = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void other.kill('SIGKILL'));
  await once(other.stdout, 'data');
  const waited: (string | undefined)[] = [];

  const waiting = waitForLock(path, owner, {
    onWaiting: (holder) => {
      waited.push(holder?.run);
      other.kill('SIGKILL');
    },
  });

  using _lock = await waiting;
  expect(waited).toEqual(['other']);
});

test('waitForLock() can be cancelled', async () => {
  const path = lockPath();
  take(path);

  await expect(waitForLock(path, owner, { signal: AbortSignal.timeout(20) })).rejects.toMatchObject({
    code: 'GP-CANCELLED',
  });
});

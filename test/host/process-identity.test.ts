import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { isAlive, processIdentity } from '../../src/host/process-identity.ts';

test('isAlive() is true for the very process and false for another start or machine boot', () => {
  const identity = processIdentity();
  if (!identity) throw new Error('this process has an identity');

  expect(isAlive(identity)).toBe(true);
  expect(isAlive({ ...identity, startTicks: identity.startTicks - 1 })).toBe(false);
  expect(isAlive({ ...identity, bootId: 'another' })).toBe(false);
});

test('a process that has ended has no identity', async () => {
  const child = spawn('true');
  await once(child, 'exit');

  expect(processIdentity(child.pid)).toBeUndefined();
});

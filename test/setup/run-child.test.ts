import { spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';

const counter = `
  let count = 0;
  process.on('SIGINT', () => console.log('SIGINT', ++count));
  process.on('SIGTERM', () => { console.log('SIGTERM'); process.exit(7); });
  setTimeout(() => process.exit(1), 30_000);
  console.log('ready');
`;
const launcher = `
  import { runChild } from ${JSON.stringify(new URL('../../.ci/run-child.mjs', import.meta.url).href)};
  const { code } = await runChild(process.execPath, ['-e', ${JSON.stringify(counter)}]);
  process.exitCode = code;
`;

test('runChild() passes signals on, counts a doubled one once, and gives the exit code', { retry: 2 }, async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', launcher], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = on(createInterface(child.stdout), 'line', { close: ['close'] });
  const nextLine = async () => (await lines.next()).value?.[0];

  expect(await nextLine()).toBe('ready');
  child.kill('SIGINT');
  expect(await nextLine()).toBe('SIGINT 1');
  child.kill('SIGINT');
  child.kill('SIGTERM');
  expect(await nextLine()).toBe('SIGTERM');
  expect(await once(child, 'exit')).toEqual([7, null]);
});

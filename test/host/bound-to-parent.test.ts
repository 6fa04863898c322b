import { execFileSync, spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { boundToParent } from '../../src/host/bound-to-parent.ts';

test('a bound program is given its arguments as they are', () => {
  const wanted = ["it's", '$HOME `id` "x"', '', '-n', '*', 'a\nb'];
  const { file, args } = boundToParent(process.execPath, [
    '-p',
    'JSON.stringify(process.argv.slice(1))',
    '--',
    ...wanted,
  ]);

  expect(JSON.parse(execFileSync(file, args, { encoding: 'utf8' }))).toEqual(wanted);
});

test('a bound program keeps the process id that was started, and the exit code is its own', () => {
  const { file, args } = boundToParent('/bin/sh', ['-c', 'echo $$; exit 7']);
  const { pid, stdout, status } = spawnSync(file, args, { encoding: 'utf8' });

  expect({ pid: Number(stdout), status }).toEqual({ pid, status: 7 });
});

test('H4 a program whose parent has died before the bond was made does not start', () => {
  const { file, args } = boundToParent('/bin/echo', ['started'], process.pid + 1);
  const { stdout, status } = spawnSync(file, args, { encoding: 'utf8' });

  expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
});

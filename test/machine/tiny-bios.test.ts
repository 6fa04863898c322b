import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { debugExitPort, tinyBios, tinyBiosExitCode } from '../../src/machine/tiny-bios.ts';

test('the tiny BIOS reaches its end on a processor that works', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'bios-'));
  const path = join(directory, 'bios.bin');
  await writeFile(path, tinyBios());
  const exit = JSON.stringify({ driver: 'isa-debug-exit', iobase: debugExitPort, iosize: 4 });
  const machine = ['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-machine', 'q35', '-m', '16M'];

  const args = [...machine, '-accel', 'tcg', '-cpu', 'qemu64', '-bios', path, '-device', exit];
  const { status, stderr } = spawnSync('qemu-system-x86_64', args, { encoding: 'utf8', timeout: 30_000 });

  expect({ status, stderr }).toEqual({ status: tinyBiosExitCode, stderr: '' });
  await rm(directory, { recursive: true });
});

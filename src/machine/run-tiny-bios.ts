import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { settlesWithin } from '../host/clock.ts';
import { randomHex } from '../host/random.ts';
import { makeRuntimeDir } from '../host/runtime-dir.ts';
import { spawnChild } from '../host/spawn-child.ts';
import { lastWords } from './qemu-failures.ts';
import { debugExitPort, tinyBios, tinyBiosExitCode } from './tiny-bios.ts';

/** It takes 0.1 s, more on a host at work; a KVM that fails says so and leaves QEMU standing. */
const limitMs = 10_000;

/** Whether KVM runs the tiniest 32-bit program: how it fails, or undefined when it runs. */
export async function runTinyBios(qemu: string, signal?: AbortSignal): Promise<string | undefined> {
  await using scratch = await makeRuntimeDir(`probe-${randomHex(4)}`);
  const bios = join(scratch.path, 'bios.bin');
  await writeFile(bios, tinyBios());
  const failed = Promise.withResolvers<void>();
  let output = '';
  const onOutput = (text: string) => {
    output += text;
    if (output.includes('KVM internal error')) failed.resolve();
  };
  await using child = await spawnChild(qemu, tinyArgs(bios), { onOutput, signal });
  const isOver = await settlesWithin(Promise.race([child.exited, failed.promise]), limitMs);
  if (!isOver) return `it did not end within ${limitMs / 1000} s`;
  if (output.includes('KVM internal error')) return lastLine(output, 'KVM internal error');
  const { exitCode } = await child.exited;
  return exitCode === tinyBiosExitCode ? undefined : lastWords(output);
}

/** A machine with nothing on it: what fails here is KVM. */
function tinyArgs(bios: string): string[] {
  const exit = { driver: 'isa-debug-exit', iobase: debugExitPort, iosize: 4 };
  return [
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-machine', 'q35', '-accel', 'kvm', '-cpu', 'qemu64', '-m', '16M'],
    ...['-bios', bios, '-device', JSON.stringify(exit)],
  ];
}

function lastLine(output: string, words: string): string {
  return output.split('\n').findLast((line) => line.includes(words)) ?? words;
}

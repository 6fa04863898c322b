import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Command lines of running programs that name `directory`: what a build on a bench has started. */
export function programsIn(directory: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((pid) => commandLine(pid))
    .filter((command) => command.includes(directory));
}

/** Programs that still run a second later, although they were to end: the kernel needs a moment to kill. */
export async function programsLeftIn(directory: string): Promise<string[]> {
  for (let attempt = 0; attempt < 50 && programsIn(directory).length > 0; attempt++) await pause(20);
  return programsIn(directory);
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

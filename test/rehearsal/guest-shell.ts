import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Directory of the scripts that run inside the guest. */
export const guestScripts = join(import.meta.dirname, '../../guest-scripts/rehearsal/guest');

/** Runs one of the guest's awk programs on a text. */
export function awk(program: string, input: string, options: readonly string[] = []): string {
  return execFileSync('awk', [...options, '-f', join(guestScripts, program)], { input, encoding: 'utf8' });
}

/**
 * Runs shell code with some of the guest's `lib/` files sourced. `say` and `stop_setup` print to standard output
 * instead of COM1, and `stop_setup` ends the run.
 */
export function sh(libraries: readonly string[], code: string, env: Readonly<Record<string, string>> = {}): string {
  const sources = libraries.map((name) => `. "$GOLDPANE/${name}"`).join('\n');
  const stubs = 'say() { echo "$*"; }; log() { :; }; stop_setup() { echo "stopped: $*"; exit 0; }';
  const path = process.env['PATH'] ?? '';
  const options = { encoding: 'utf8', env: { PATH: path, GOLDPANE: guestScripts, ...env } } as const;
  return execFileSync('sh', ['-c', `${sources}\n${stubs}\n${code}`], options);
}

import { GoldpaneError } from '../base/errors.ts';
import { delay, monotonicMs } from '../host/clock.ts';
import { pathExists } from '../host/files.ts';
import { type Child, spawnChild } from '../host/spawn-child.ts';

/**
 * Starts passt, the guest's way to the Internet, and waits for its socket. It ends when QEMU closes the connection.
 * `--no-map-gw`: else the gateway's address leads to the host's own loopback. Root must say so to keep its rights,
 * or the socket would lie where another user cannot go. Throws `GP-HOST-NETWORK`, `GP-HOST-TOOL`, `GP-CANCELLED`.
 * Source: passt(1)
 */
export async function startPasst(socket: string, signal?: AbortSignal): Promise<Child> {
  let output = '';
  const asRoot = process.getuid?.() === 0 ? ['--runas', '0'] : [];
  // biome-ignore lint/nursery/useDisposables: the caller gets it and ends it
  const child = await spawnChild(
    'passt',
    ['--foreground', '--one-off', '--no-map-gw', '--quiet', ...asRoot, '--socket', socket],
    {
      onOutput: (text) => {
        output = `${output}${text}`.slice(-4096);
      },
    },
  );
  // Not by connecting: it serves a single connection.
  const untilMs = monotonicMs() + 5000;
  while (!(await pathExists(socket))) {
    if (!child.running() || monotonicMs() > untilMs) {
      await child.stop();
      throw passtError(output);
    }
    await delay(5, signal).catch(async (error) => {
      await child.stop();
      throw error;
    });
  }
  return child;
}

function passtError(output: string): GoldpaneError {
  return new GoldpaneError('GP-HOST-NETWORK', `passt did not start: ${output.trim() || 'it said nothing'}`, {
    hint: 'This host needs a working default route for a layer with network: internet',
  });
}

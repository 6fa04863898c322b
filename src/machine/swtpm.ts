import { join } from 'node:path';
import { GoldpaneError } from '../base/errors.ts';
import { listDirectory, makeDirectory } from '../host/files.ts';
import { lockHolder } from '../host/lock-holder.ts';
import { runTool } from '../host/run-tool.ts';
import { connectUnix } from '../host/socket.ts';
import { type Child, spawnChild } from '../host/spawn-child.ts';

/** A running software TPM. It ends by itself when QEMU closes the connection. */
export type Swtpm = AsyncDisposable & {
  /** What it said so far. */
  readonly output: () => string;
  readonly exited: Child['exited'];
  /** Waits for its own end, then ends it: after this the state on disk is whole. */
  readonly settle: (patienceMs: number) => Promise<void>;
};

/**
 * Makes the state of a new TPM 2.0 with an endorsement key; an existing state is left as it is. One PCR bank: the
 * firmware hashes everything that boots once for each. No certificates: their maker needs a CA directory that an
 * ordinary user may not write. Throws `GP-TOOL-FAILED`, `GP-HOST-TOOL`. Source: swtpm_setup(8)
 */
export async function createTpmState(directory: string, signal?: AbortSignal): Promise<void> {
  await makeDirectory(directory, 0o700);
  const options = ['--tpm2', '--tpm-state', directory, '--createek', '--pcr-banks', 'sha256', '--not-overwrite'];
  await runTool('swtpm_setup', options, { signal, timeoutMs: 60_000 });
}

/**
 * Starts swtpm on a state directory as a direct child and waits until it listens. Throws `GP-MACHINE-TPM` when the
 * state is in use or swtpm does not start, `GP-HOST-TOOL`, `GP-CANCELLED`. Source: swtpm(8)
 */
export async function startSwtpm(directory: string, socket: string, signal?: AbortSignal): Promise<Swtpm> {
  await refuseUnusable(directory);
  let output = '';
  const args = ['socket', '--tpm2', '--terminate', '--tpmstate', `dir=${directory},mode=0600`];
  const control = ['--ctrl', `type=unixio,path=${socket},mode=0600`];
  // biome-ignore lint/nursery/useDisposables: the caller gets it and ends it
  const child = await spawnChild('swtpm', [...args, ...control], {
    onOutput: (text) => {
      output = `${output}${text}`.slice(-4096);
    },
  });
  try {
    // This knock does not count as the connection whose end makes it terminate.
    (await connectUnix(socket, { signal, timeoutMs: 5000, alive: child.running })).close();
  } catch (error) {
    await child.stop();
    if (signal?.aborted) throw error;
    throw tpmError(`swtpm did not start on ${directory}: ${output.trim() || 'it said nothing'}`, error);
  }
  const settle = async (patienceMs: number) => {
    const impatience = setTimeout(() => void child.stop(), patienceMs);
    await child.exited;
    clearTimeout(impatience);
  };
  return { output: () => output, exited: child.exited, settle, [Symbol.asyncDispose]: () => child.stop() };
}

async function refuseUnusable(directory: string): Promise<void> {
  // swtpm cuts its options at commas and knows no way to write one.
  if (directory.includes(',')) throw tpmError(`The path of the TPM state has a comma: ${directory}`);
  if ((await listDirectory(directory)).length === 0) await makeDirectory(directory, 0o700);
  // A second swtpm would start, and fail only when QEMU uses it.
  const holder = await lockHolder(join(directory, '.lock'));
  if (holder !== undefined) throw tpmError(`The TPM state in ${directory} is in use by process ${holder}`);
}

function tpmError(message: string, cause?: unknown): GoldpaneError {
  return new GoldpaneError('GP-MACHINE-TPM', message, {
    hint: 'Keep the store on a path without commas that swtpm may write (AppArmor allows only some), and used once',
    cause,
  });
}

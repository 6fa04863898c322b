import { dirname } from 'node:path';
import { GoldpaneError } from '../../base/errors.ts';
import { randomHex } from '../../host/random.ts';
import { makeRuntimeDir } from '../../host/runtime-dir.ts';
import type { SocketFacts } from '../checks/sockets.ts';

/** Makes a directory for sockets, and removes it again. */
export async function socketFacts(): Promise<SocketFacts> {
  try {
    await using runtime = await makeRuntimeDir(randomHex(6));
    return { directory: dirname(runtime.path) };
  } catch (error) {
    if (!(error instanceof GoldpaneError)) throw error;
    return { problem: error.message, remedy: error.hint };
  }
}

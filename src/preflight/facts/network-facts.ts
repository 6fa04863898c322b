import { join } from 'node:path';
import { GoldpaneError } from '../../base/errors.ts';
import { findTool } from '../../host/find-tool.ts';
import { randomHex } from '../../host/random.ts';
import { makeRuntimeDir } from '../../host/runtime-dir.ts';
import { startPasst } from '../../machine/passt.ts';
import type { NetworkFacts } from '../checks/network.ts';

/** Whether passt is here. */
export function passtFact(): NetworkFacts['passt'] {
  return findTool('passt') === undefined ? 'missing' : 'untried';
}

/** Whether passt is here and starts: it needs a way out, and namespaces. */
export async function triedPasstFact(signal?: AbortSignal): Promise<NetworkFacts['passt']> {
  if (passtFact() === 'missing') return 'missing';
  try {
    await using scratch = await makeRuntimeDir(`passt-${randomHex(4)}`);
    await using _passt = await startPasst(join(scratch.path, 'passt.sock'), signal);
    return 'works';
  } catch (error) {
    if (error instanceof GoldpaneError && error.code === 'GP-HOST-NETWORK') return { problem: error.message };
    throw error;
  }
}

import { join } from 'node:path';
import { GoldpaneError } from '../base/errors.ts';
import type { LayerKey } from '../base/ids.ts';
import { now } from '../host/clock.ts';
import { listDirectory, pathExists } from '../host/files.ts';
import type { LayerRecord } from './layer-record.ts';
import { readLayerRecord } from './layer-record.ts';
import type { StateFiles } from './layout.ts';
import { bootDirectoryName, stateFiles } from './layout.ts';
import type { Store } from './store.ts';

/** A finished layer: it never changes any more. */
export type StoredLayer = {
  /** Directory name in `layers/`: the key, with a number when a newer one was made beside an old one. */
  readonly directoryName: string;
  readonly directory: string;
  readonly record: LayerRecord;
  /** Disk, variables and TPM of its last boot. They are read, copied and stood upon, never opened for writing. */
  readonly files: StateFiles;
};

/** When a cached layer of an evaluation edition still counts. */
export type LayerLimits = { readonly minEvaluationDays?: number; readonly at?: Date };

const dayMs = 24 * 60 * 60 * 1000;

/**
 * The newest finished layer with this key whose whole chain of parents is there, or undefined. One whose evaluation
 * ends in fewer than `minEvaluationDays` counts as missing. Throws `GP-STORE-FORMAT`.
 */
export async function findLayer(
  store: Store,
  key: LayerKey,
  { minEvaluationDays = 0, at = now() }: LayerLimits = {},
): Promise<StoredLayer | undefined> {
  for (const name of (await generationsOf(store, key)).reverse()) {
    const layer = await readWholeLayer(store, name);
    if (!layer) continue;
    const { evaluationEndsAt } = layer.record;
    if (evaluationEndsAt === undefined) return layer;
    if (Date.parse(evaluationEndsAt) - at.getTime() >= minEvaluationDays * dayMs) return layer;
  }
  return undefined;
}

/** A finished layer by its directory name; undefined when it or its disk is not there. */
export async function readLayer(store: Store, directoryName: string): Promise<StoredLayer | undefined> {
  const directory = store.paths.layer(directoryName);
  if (!(await pathExists(directory))) return undefined;
  const record = await readLayerRecord(directory);
  const files = stateFiles(join(directory, bootDirectoryName(record.lastBoot ?? 1)));
  return (await pathExists(files.disk)) ? { directoryName, directory, record, files } : undefined;
}

/** Directory names of the finished layers with this key, the oldest first. */
export async function generationsOf(store: Store, key: LayerKey): Promise<string[]> {
  const number = (name: string) => (name === key ? 1 : Number(/^\.(\d+)$/.exec(name.slice(key.length))?.[1]));
  return (await listDirectory(store.paths.layers))
    .filter((name) => name.startsWith(key) && Number.isInteger(number(name)))
    .sort((one, other) => number(one) - number(other));
}

/** As `readLayer`, with every parent there too. A damaged layer is as good as none: the build makes it anew. */
async function readWholeLayer(store: Store, directoryName: string): Promise<StoredLayer | undefined> {
  try {
    const layer = await readLayer(store, directoryName);
    const parent = layer?.record.parent;
    return parent === undefined || (await readWholeLayer(store, parent)) ? layer : undefined;
  } catch (error) {
    if (error instanceof GoldpaneError && error.code === 'GP-STORE-DAMAGED') return undefined;
    throw error;
  }
}

import { join } from 'node:path';
import { GoldpaneError } from '../base/errors.ts';
import type { LayerKey, RunId } from '../base/ids.ts';
import { now } from '../host/clock.ts';
import { makeNewDirectory } from '../host/file-operations.ts';
import { pathExists, syncDirectory } from '../host/files.ts';
import type { LayerRecord } from './layer-record.ts';
import { readLayerRecord, writeLayerRecord } from './layer-record.ts';
import { layerSecrets, type Secrets, writeSecrets } from './layer-secrets.ts';
import { layerFiles } from './layout.ts';
import type { LayerOrigin, PartialLayer } from './partial-layer.ts';
import type { Store } from './store.ts';
import { discard } from './temporary.ts';

/** A layer that is to be made. */
export type LayerWish = {
  readonly key: LayerKey;
  /** The layer's name in the recipe, for people. */
  readonly name: string;
  readonly run: RunId;
  readonly origin: LayerOrigin;
  /** What the guest will know beside its parent's secrets. */
  readonly secrets?: Secrets;
};

/** Starts a layer from nothing; what an earlier build left of it is thrown away. Hold its lock. */
export async function startLayer(store: Store, wish: LayerWish): Promise<PartialLayer> {
  const { key, origin } = wish;
  const directory = store.paths.partialLayer(key);
  if (await pathExists(directory)) await discard(store, directory);
  await makeNewDirectory(directory, 0o700);
  const inherited = origin.kind === 'layer' ? await layerSecrets(origin.parent) : {};
  await writeSecrets(join(directory, layerFiles.secrets), { ...inherited, ...wish.secrets });
  const record = firstRecord(wish);
  // The record comes last: without it resumeLayer sees nothing worth keeping.
  await writeLayerRecord(directory, record);
  await syncDirectory(store.paths.layers);
  return { store, key, directory, record, origin };
}

/**
 * What an earlier build left of a layer, or undefined when there is nothing that fits: no record, another parent,
 * another disk size. Its secrets are those that the earlier build made. Hold its lock.
 */
export async function resumeLayer(
  store: Store,
  { key, origin }: Pick<LayerWish, 'key' | 'origin'>,
): Promise<PartialLayer | undefined> {
  const directory = store.paths.partialLayer(key);
  if (!(await pathExists(directory))) return undefined;
  const record = await readLayerRecord(directory).catch(undefinedWhenDamaged);
  if (!record || record.parent !== parentName(origin) || record.diskGib !== diskGib(origin)) return undefined;
  return { store, key, directory, record, origin };
}

/** Throws a partial layer away. */
export async function dropLayer(layer: PartialLayer): Promise<void> {
  await discard(layer.store, layer.directory);
}

function firstRecord({ key, name, run, origin }: LayerWish): LayerRecord {
  const startedAt = now().toISOString();
  return { key, name, run, startedAt, parent: parentName(origin), diskGib: diskGib(origin), facts: {} };
}

function parentName(origin: LayerOrigin): string | undefined {
  return origin.kind === 'layer' ? origin.parent.directoryName : undefined;
}

function diskGib(origin: LayerOrigin): number {
  return origin.kind === 'layer' ? origin.parent.record.diskGib : origin.diskGib;
}

function undefinedWhenDamaged(error: unknown): undefined {
  if (error instanceof GoldpaneError && error.code === 'GP-STORE-DAMAGED') return undefined;
  throw error;
}

import type { LayerKey } from '../base/ids.ts';
import { now } from '../host/clock.ts';
import { renameDurably } from '../host/file-operations.ts';
import { pathExists } from '../host/files.ts';
import { checkpoints, dropBootsAfter } from './boots.ts';
import { generationsOf, readLayer, type StoredLayer } from './find-layer.ts';
import type { LayerFacts, LayerRecord } from './layer-record.ts';
import { readLayerRecord, writeLayerRecord } from './layer-record.ts';
import { layerName } from './layout.ts';
import type { PartialLayer } from './partial-layer.ts';
import type { Store } from './store.ts';

/** What is known of a layer at its end. */
export type LayerResult = { readonly facts?: LayerFacts; readonly evaluationEndsAt?: string | undefined };

/**
 * Turns a partial layer, whose last boot is a checkpoint, into a finished one. Everything is on the disk before the
 * one rename; a layer that is there already stays, and this one counts from now on. Hold its lock.
 */
export async function finishLayer(layer: PartialLayer, result: LayerResult = {}): Promise<StoredLayer> {
  const lastBoot = (await checkpoints(layer)).at(-1)?.number;
  if (lastBoot === undefined) throw new Error(`layer ${layer.key} has no finished boot`);
  await dropBootsAfter(layer, lastBoot);
  await writeLayerRecord(layer.directory, finalRecord(layer, lastBoot, result));
  const finished = await settleLayer(layer.store, layer.key);
  if (!finished) throw new Error(`layer ${layer.key} vanished while it was finished`);
  return finished;
}

/** Does the rename that `finishLayer` owed when it was killed just before; undefined when none is owed. */
export async function settleLayer(store: Store, key: LayerKey): Promise<StoredLayer | undefined> {
  const partial = store.paths.partialLayer(key);
  if (!(await pathExists(partial))) return undefined;
  const record = await readLayerRecord(partial).catch(() => undefined);
  if (record?.finishedAt === undefined) return undefined;
  const name = await freeName(store, key);
  await renameDurably(partial, store.paths.layer(name));
  return await readLayer(store, name);
}

function finalRecord({ record, origin }: PartialLayer, lastBoot: number, result: LayerResult): LayerRecord {
  const inherited = origin.kind === 'layer' ? origin.parent.record : undefined;
  const ends = [result.evaluationEndsAt, inherited?.evaluationEndsAt].filter((end) => end !== undefined);
  return {
    ...record,
    finishedAt: now().toISOString(),
    lastBoot,
    evaluationEndsAt: ends.sort((one, other) => Date.parse(one) - Date.parse(other))[0],
    facts: { ...inherited?.facts, ...result.facts },
  };
}

async function freeName(store: Store, key: LayerKey): Promise<string> {
  const newest = (await generationsOf(store, key)).at(-1);
  if (newest === undefined) return layerName(key, 1);
  return layerName(key, newest === key ? 2 : Number(newest.slice(key.length + 1)) + 1);
}

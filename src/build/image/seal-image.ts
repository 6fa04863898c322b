import { randomPassword } from '../../host/random.ts';
import { checkpoints } from '../../store/boots.ts';
import { findVersionByPlanKey } from '../../store/find-image.ts';
import type { StoredLayer } from '../../store/find-layer.ts';
import type { ImageEntry } from '../../store/images.ts';
import { dropLayer, startLayer } from '../../store/start-layer.ts';
import type { Build } from '../build.ts';
import { fillLayer, lockForBuild } from '../layer/make-layer.ts';
import { imagePassword } from '../media/layer-media.ts';
import { publishImage } from './publish-image.ts';

/** A version of the image, and whether this build made it. */
export type SealedImage = { readonly entry: ImageEntry; readonly isNew: boolean };

/**
 * Seals what the layers hold and publishes it. The seal is never kept as a layer: what it makes is the version. Another
 * build that seals the same plan is waited for, or named: `GP-BUILD-BUSY`.
 */
export async function sealImage(build: Build, parent: StoredLayer): Promise<SealedImage> {
  const { store, run, plan, journal, rebuild } = build;
  const layer = plan.layers.at(-1);
  if (layer?.kind !== 'seal') throw new TypeError('a plan ends with its seal');
  using _lock = await lockForBuild(build, layer);
  const made = rebuild ? undefined : await findVersionByPlanKey(store, plan.recipe.name, plan.key);
  if (made) return { entry: made, isNew: false };
  // What an interrupted build left is of no use: nobody knows the password that it set.
  const { name, key } = layer;
  const { name: account, displayName } = plan.recipe.account;
  const password = randomPassword(account, displayName);
  const secrets = { [imagePassword]: password };
  const partial = await startLayer(store, { name, key, run: run.id, origin: { kind: 'layer', parent }, secrets });
  const facts = await fillLayer(build, layer, partial, async ({ agent, signal }) => {
    await agent.setPassword(account, password, { signal });
  });
  const sealed = (await checkpoints(partial)).at(-1);
  if (!sealed) throw new TypeError('a filled layer has a checkpoint');
  journal.emit({ kind: 'layer.finished', layer: layer.name, key: layer.key });
  const entry = await publishImage(build, { files: sealed.files, facts, credentials: { [account]: password } });
  await dropLayer(partial);
  return { entry, isNew: true };
}

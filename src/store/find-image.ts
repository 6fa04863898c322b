import { GoldpaneError } from '../base/errors.ts';
import type { PlanKey } from '../base/ids.ts';
import { namePattern } from '../base/ids.ts';
import { readChannel } from './channels.ts';
import { type ImageEntry, listImage, looksWhole, readImage } from './images.ts';
import { lockStore } from './locks.ts';
import { candidateChannel, isSettled, settleVersion } from './settle-version.ts';
import type { Store } from './store.ts';
import { isVersion } from './versions.ts';

/** A version that was asked for, and how the reference led to it. */
export type FoundImage = {
  readonly entry: ImageEntry;
  readonly by: 'channel' | 'version' | 'digest';
  /** What the user should know about the choice. */
  readonly note?: string;
};

const stableChannel = 'stable';

/**
 * Finds an image by reference: `name`, `name:channel`, `name:20261121.1`, `name@sha256:…` (the manifest's digest).
 * A plain name means `stable`, or `candidate` with a note while nothing is stable.
 * Throws `GP-IMAGE-NOT-FOUND`, `GP-STORE-FORMAT`, `GP-STORE-DAMAGED`.
 */
export async function findImage(store: Store, reference: string): Promise<FoundImage> {
  const [, name = '', kind, rest = ''] = /^([^:@]*)(?:([:@])(.*))?$/s.exec(reference) ?? [];
  if (!namePattern.test(name)) throw notFound(store, reference, 'it is no image reference');
  if (kind === '@') return await findByDigest(store, name, rest);
  if (kind === undefined) return await findByName(store, name);
  if (!isVersion(rest)) return await findByChannel(store, name, rest);
  const { images, problems } = await listImage(store, name);
  const entry = images.find(({ version }) => version === rest);
  if (!entry) throw problems[0] ?? notFound(store, reference, 'there is no such version');
  return { entry, by: 'version' };
}

/**
 * The newest version that was made by this very plan and is still whole, or undefined: nothing needs to be built.
 * Brings its publishing to an end when that was cut off.
 */
export async function findVersionByPlanKey(
  store: Store,
  image: string,
  planKey: PlanKey,
  signal?: AbortSignal,
): Promise<ImageEntry | undefined> {
  const { images } = await listImage(store, image);
  for (const entry of images.filter(({ manifest }) => manifest.planKey === planKey).reverse()) {
    if (!(await looksWhole(entry))) continue;
    if (await isSettled(store, entry)) return entry;
    using _lock = await lockStore(store, `settle ${image}`, entry.manifest.run, signal);
    await settleVersion(store, entry);
    return await readImage(store, image, entry.version);
  }
  return undefined;
}

async function findByName(store: Store, name: string): Promise<FoundImage> {
  if (await readChannel(store, name, stableChannel)) return await findByChannel(store, name, stableChannel);
  const found = await findByChannel(store, name, candidateChannel);
  return { ...found, note: `${name} has no stable version yet: this is its candidate` };
}

async function findByChannel(store: Store, name: string, channel: string): Promise<FoundImage> {
  const target = namePattern.test(channel) ? await readChannel(store, name, channel) : undefined;
  if (!target) throw notFound(store, `${name}:${channel}`, 'nothing was published there');
  const entry = await readImage(store, name, target.version);
  if (entry.manifestDigest === target.manifest) return { entry, by: 'channel' };
  throw new GoldpaneError('GP-IMAGE-BAD', `${entry.directory} is not the version that ${name}:${channel} was set to`, {
    hint: `Run goldpane check image ${name}:${entry.version}`,
    paths: [entry.directory],
  });
}

async function findByDigest(store: Store, name: string, digest: string): Promise<FoundImage> {
  const { images } = await listImage(store, name);
  const entry = images.find(({ manifestDigest }) => `sha256:${manifestDigest}` === digest);
  if (!entry) throw notFound(store, `${name}@${digest}`, 'no manifest has this digest');
  return { entry, by: 'digest' };
}

function notFound(store: Store, reference: string, found: string): GoldpaneError {
  return new GoldpaneError('GP-IMAGE-NOT-FOUND', `No image ${reference} in ${store.directory}: ${found}`, {
    hint: 'Run goldpane list images to see what there is',
  });
}

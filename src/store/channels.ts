import * as z from 'zod';
import type { ImageVersion, Sha256 } from '../base/ids.ts';
import { namePattern } from '../base/ids.ts';
import { now } from '../host/clock.ts';
import { listDirectory, makeDirectory, pathExists } from '../host/files.ts';
import { appendHistory } from './history.ts';
import { readRecord, writeRecord } from './record.ts';
import type { Store } from './store.ts';

const schema = 'goldpane/channel/1';

const Channel = z.object({
  version: z.string().transform((text) => text as ImageVersion),
  manifest: z.string().transform((text) => text as Sha256),
  since: z.string(),
});
/** Where a release channel points. */
export type Channel = z.infer<typeof Channel>;

/** A move of a channel. */
export type ChannelMove = {
  readonly channel: string;
  readonly version: ImageVersion;
  /** Digest of the version's manifest: what was looked at when the channel was moved. */
  readonly manifest: Sha256;
  readonly why: string;
  readonly run?: string | undefined;
};

/** Where a channel points; undefined when it does not exist. */
export async function readChannel(store: Store, image: string, channel: string): Promise<Channel | undefined> {
  const path = store.paths.channel(image, channel);
  return (await pathExists(path)) ? await readRecord(path, schema, Channel) : undefined;
}

/** Every channel of an image by name. */
export async function readChannels(store: Store, image: string): Promise<ReadonlyMap<string, Channel>> {
  const names = (await listDirectory(store.paths.channels(image))).filter((name) => namePattern.test(name));
  const channels = await Promise.all(names.map(async (name) => [name, await readChannel(store, image, name)] as const));
  return new Map(channels.flatMap(([name, channel]) => (channel ? [[name, channel] as const] : [])));
}

/** Moves a channel: readers see where it pointed before or where it points now. Hold the store lock. */
export async function moveChannel(store: Store, image: string, move: ChannelMove): Promise<void> {
  const { channel, version, manifest, why, run } = move;
  const from = (await readChannel(store, image, channel))?.version;
  const at = now().toISOString();
  await makeDirectory(store.paths.channels(image), 0o700);
  await appendHistory(store, image, { kind: 'channel', at, run, channel, from, version, why });
  await writeRecord(store.paths.channel(image, channel), schema, { version, manifest, since: at });
}

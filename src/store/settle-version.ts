import { now } from '../host/clock.ts';
import { setModes } from '../host/file-operations.ts';
import { moveChannel, readChannel } from './channels.ts';
import { appendHistory, readHistory } from './history.ts';
import type { ImageEntry } from './images.ts';
import type { Store } from './store.ts';
import { compareVersions } from './versions.ts';

/** Channel of versions that nobody has judged yet. */
export const candidateChannel = 'candidate';

/**
 * What is due after a version's rename, and is made up for when the publisher died just then: directories read-only,
 * a line in the history, the channel moved unless it points at something newer. Hold the store lock.
 */
export async function settleVersion(store: Store, entry: ImageEntry, channel = candidateChannel): Promise<void> {
  const { image, version, manifest, manifestDigest } = entry;
  await setModes(entry.directory, 'directories', 0o555);
  const present = await readChannel(store, image, channel);
  if (!present || compareVersions(present.version, version) < 0) {
    const move = { channel, version, manifest: manifestDigest, why: 'published', run: manifest.run };
    await moveChannel(store, image, move);
  }
  if (await isSettled(store, entry)) return;
  // The last thing: its absence tells that the rest may be missing too.
  const line = {
    kind: 'published',
    at: now().toISOString(),
    run: manifest.run,
    version,
    manifest: manifestDigest,
  } as const;
  await appendHistory(store, image, line);
}

/** True when publishing this version was brought to its end. */
export async function isSettled(store: Store, { image, version }: ImageEntry): Promise<boolean> {
  return (await readHistory(store, image)).some((line) => line.kind === 'published' && line.version === version);
}

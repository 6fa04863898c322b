import { join } from 'node:path';
import { filesBelow } from '../host/file-operations.ts';
import { listDirectory, pathExists, readText } from '../host/files.ts';
import { type DiskInfo, diskInfo } from '../host/qemu-img.ts';
import { type FoundImage, findImage } from './find-image.ts';
import type { ImageEntry } from './images.ts';
import { readSecrets, type Secrets } from './layer-secrets.ts';
import { besideFiles } from './layout.ts';
import type { Store } from './store.ts';

/** Everything that the store knows about a version. */
export type ShownImage = FoundImage & {
  readonly disk: DiskInfo;
  /** Paths of the evidence files. */
  readonly evidence: readonly string[];
  /** Results of the gate, one JSON object each, the oldest first. */
  readonly gate: readonly string[];
  readonly hasCredentials: boolean;
};

/** Looks an image up with its disk, its evidence and its gate results. Throws as `findImage`. */
export async function showImage(store: Store, reference: string, signal?: AbortSignal): Promise<ShownImage> {
  const found = await findImage(store, reference);
  const { beside, files } = found.entry;
  const evidence = join(beside, besideFiles.evidence);
  const gate = join(beside, besideFiles.gate);
  return {
    ...found,
    disk: await diskInfo(files.disk, signal),
    evidence:
      (await listDirectory(evidence)).length === 0 ? [] : (await filesBelow(evidence)).map((n) => join(evidence, n)),
    gate: (await pathExists(gate)) ? (await readText(gate)).split('\n').filter((line) => line !== '') : [],
    hasCredentials: await pathExists(join(beside, besideFiles.credentials)),
  };
}

/** The version's own credentials; none when it has none. */
export async function readCredentials({ beside }: ImageEntry): Promise<Secrets> {
  const path = join(beside, besideFiles.credentials);
  return (await pathExists(path)) ? await readSecrets(path) : {};
}

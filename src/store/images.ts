import { join } from 'node:path';
import { GoldpaneError } from '../base/errors.ts';
import type { ImageVersion, Sha256 } from '../base/ids.ts';
import { namePattern } from '../base/ids.ts';
import type { Manifest } from '../base/manifest.ts';
import { fileSize, listDirectory } from '../host/files.ts';
import { readChannels } from './channels.ts';
import type { StateFiles } from './layout.ts';
import { bundleFiles, stateFiles } from './layout.ts';
import { readManifest } from './manifest-record.ts';
import type { Store } from './store.ts';
import { listVersions } from './versions.ts';

/** A published version of an image. */
export type ImageEntry = {
  readonly image: string;
  readonly version: ImageVersion;
  /** The bundle's directory. */
  readonly directory: string;
  /** Directory of what is told about the version: evidence, gate results, credentials. */
  readonly beside: string;
  readonly files: StateFiles;
  readonly manifest: Manifest;
  readonly manifestDigest: Sha256;
  /** Channels that point at it, sorted. */
  readonly channels: readonly string[];
  readonly sizeBytes: number;
};

/** Images of a store, and those that could not be read. */
export type ImageList = { readonly images: readonly ImageEntry[]; readonly problems: readonly GoldpaneError[] };

/** Every version of every image: by name, the oldest version first. */
export async function listImages(store: Store): Promise<ImageList> {
  const names = (await listDirectory(store.paths.images)).filter((name) => namePattern.test(name));
  const lists = await Promise.all(names.map((name) => listImage(store, name)));
  return { images: lists.flatMap((list) => list.images), problems: lists.flatMap((list) => list.problems) };
}

/** Every version of one image, the oldest first; none when there is no such image. */
export async function listImage(store: Store, image: string): Promise<ImageList> {
  const images: ImageEntry[] = [];
  const problems: GoldpaneError[] = [];
  for (const version of await listVersions(store, image)) {
    try {
      images.push(await readImage(store, image, version));
    } catch (error) {
      if (!(error instanceof GoldpaneError)) throw error;
      problems.push(error);
    }
  }
  return { images, problems };
}

/** One version. Throws `GP-STORE-FORMAT`, `GP-STORE-DAMAGED`. */
export async function readImage(store: Store, image: string, version: ImageVersion): Promise<ImageEntry> {
  const directory = store.paths.bundle(image, version);
  const { manifest, digest } = await readManifest(directory);
  const channels = [...(await readChannels(store, image))];
  return {
    image,
    version,
    directory,
    beside: store.paths.beside(image, version),
    files: stateFiles(directory, bundleFiles.disk),
    manifest,
    manifestDigest: digest,
    channels: channels.flatMap(([name, channel]) => (channel.version === version ? [name] : [])),
    sizeBytes: manifest.files.reduce((sum, file) => sum + file.sizeBytes, 0),
  };
}

/** True when every file that the manifest names is there with its size: a look, not the check of digests. */
export async function looksWhole({ directory, manifest }: ImageEntry): Promise<boolean> {
  const sizes = await Promise.all(
    manifest.files.map(({ name }) => fileSize(join(directory, name)).catch(() => undefined)),
  );
  return manifest.files.every(({ sizeBytes }, index) => sizes[index] === sizeBytes);
}

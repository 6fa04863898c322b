import { dirname, join } from 'node:path';
import { throwIfCancelled } from '../base/errors.ts';
import type { RunId, Sha256 } from '../base/ids.ts';
import type { BundleFile, Manifest } from '../base/manifest.ts';
import { now } from '../host/clock.ts';
import { copySmallFile, filesBelow, renameDurably, setModes } from '../host/file-operations.ts';
import { fileSize, makeDirectory, pathExists, syncTree } from '../host/files.ts';
import { hashFile } from '../host/hash-file.ts';
import { flattenDisk, snapshotDisk } from '../host/qemu-img.ts';
import { estimateBundleBytes, requireFreeSpace } from './free-space.ts';
import { type ImageEntry, readImage } from './images.ts';
import { type Secrets, writeSecrets } from './layer-secrets.ts';
import type { StateFiles } from './layout.ts';
import { baselineSnapshot, besideFiles, bundleFiles, stateFiles } from './layout.ts';
import { lockStore } from './locks.ts';
import { manifestSchema } from './manifest-record.ts';
import { writeRecord } from './record.ts';
import { settleVersion } from './settle-version.ts';
import { copyFirmwareState } from './state-files.ts';
import type { Store } from './store.ts';
import { discard, makeTemporary } from './temporary.ts';
import { nextVersion } from './versions.ts';

/** What is to become a version. */
export type Publication = {
  readonly image: string;
  readonly run: RunId;
  /** The sealed guest, powered off; its disk may be the top of a chain. It is only read. */
  readonly files: StateFiles;
  /** The manifest but for what publishing itself knows. */
  readonly manifest: Omit<Manifest, 'schema' | 'image' | 'version' | 'createdAt' | 'run' | 'files' | 'evidence'>;
  /** Evidence that is closed by now: copied beside the bundle, named in the manifest by digest. */
  readonly evidence: readonly { readonly name: string; readonly path: string }[];
  /** Kept 0600 beside the bundle. */
  readonly credentials?: Secrets;
  /** Channel that moves to the new version; `candidate` when absent. */
  readonly channel?: string;
};

/** The steps of publishing, in order. Until `rename` is done there is no new version; after it there is a whole one. */
export const publishSteps = ['flatten', 'copy', 'digest', 'evidence', 'lock', 'beside', 'rename', 'settle'] as const;

/** One step of publishing. */
export type PublishStep = (typeof publishSteps)[number];

/** How to follow and to end it. */
export type PublishOptions = { readonly onStep?: (step: PublishStep) => void; readonly signal?: AbortSignal };

/**
 * Publishes a sealed guest as the next version of an image: flattened and compressed disk with a snapshot, variables,
 * TPM, manifest; read-only, durable, in place by one rename. Nothing that exists is overwritten.
 * Throws `GP-HOST-SPACE`, `GP-TOOL-FAILED`, `GP-CANCELLED`.
 */
export async function publishBundle(
  store: Store,
  publication: Publication,
  options: PublishOptions = {},
): Promise<ImageEntry> {
  const { onStep, signal } = options;
  await using temporary = await makeTemporary(store);
  const bundle = join(temporary.path, 'bundle');
  const beside = join(temporary.path, 'beside');
  const files = await stageBundle(bundle, publication, options);
  onStep?.('evidence');
  const evidence = await stageBeside(beside, publication, signal);
  onStep?.('lock');
  using _lock = await lockStore(store, `publish ${publication.image}`, publication.run, signal);
  return await placeBundle(store, publication, { bundle, beside, files, evidence }, options);
}

/** Everything of the bundle but its manifest, durable. */
async function stageBundle(
  directory: string,
  { files: from }: Publication,
  { onStep, signal }: PublishOptions,
): Promise<readonly BundleFile[]> {
  const to = stateFiles(directory, bundleFiles.disk);
  await makeDirectory(directory, 0o700);
  onStep?.('flatten');
  await requireFreeSpace([
    { path: directory, bytes: await estimateBundleBytes(from.disk, signal), purpose: 'the flattened disk' },
  ]);
  await flattenDisk(from.disk, to.disk, signal);
  await snapshotDisk(to.disk, baselineSnapshot, signal);
  onStep?.('copy');
  await copyFirmwareState(from, to);
  onStep?.('digest');
  const files = await describeFiles(directory, signal);
  await setModes(directory, 'files', 0o444);
  await syncTree(directory);
  return files;
}

async function describeFiles(directory: string, signal: AbortSignal | undefined): Promise<BundleFile[]> {
  const files: BundleFile[] = [];
  for (const name of await filesBelow(directory)) {
    const path = join(directory, name);
    files.push({ name, sha256: await hashFile(path, { signal }), sizeBytes: await fileSize(path) });
  }
  return files;
}

async function stageBeside(
  directory: string,
  { evidence, credentials }: Publication,
  signal: AbortSignal | undefined,
): Promise<Manifest['evidence']> {
  const described: { name: string; sha256: Sha256 }[] = [];
  await makeDirectory(directory, 0o700);
  for (const { name, path } of evidence) {
    const copy = join(directory, besideFiles.evidence, name);
    await makeDirectory(dirname(copy), 0o700);
    throwIfCancelled(signal);
    await copySmallFile(path, copy, 0o600);
    described.push({ name, sha256: await hashFile(copy, { signal }) });
  }
  if (credentials) await writeSecrets(join(directory, besideFiles.credentials), credentials);
  await syncTree(directory);
  return described;
}

type Staged = {
  readonly bundle: string;
  readonly beside: string;
  readonly files: readonly BundleFile[];
  readonly evidence: Manifest['evidence'];
};

/** Under the store lock: the version's number, the manifest, the renames, the channel. */
async function placeBundle(
  store: Store,
  publication: Publication,
  staged: Staged,
  { onStep, signal }: PublishOptions,
): Promise<ImageEntry> {
  const { image, run } = publication;
  const createdAt = now();
  const version = await nextVersion(store, image, createdAt);
  const { files, evidence } = staged;
  const own = { image, version, createdAt: createdAt.toISOString(), run, files, evidence };
  await writeManifest(staged.bundle, { ...publication.manifest, ...own });
  await makeDirectory(store.paths.image(image), 0o700);
  throwIfCancelled(signal);
  onStep?.('beside');
  const beside = store.paths.beside(image, version);
  // Left by a publisher that died before its rename: nothing was published under this number.
  if (await pathExists(beside)) await discard(store, beside);
  await renameDurably(staged.beside, beside);
  onStep?.('rename');
  await renameDurably(staged.bundle, store.paths.bundle(image, version));
  onStep?.('settle');
  await settleVersion(store, await readImage(store, image, version), publication.channel);
  return await readImage(store, image, version);
}

async function writeManifest(directory: string, manifest: Omit<Manifest, 'schema'>): Promise<void> {
  await writeRecord(join(directory, bundleFiles.manifest), manifestSchema, manifest, { mode: 0o444 });
}

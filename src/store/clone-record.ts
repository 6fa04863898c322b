import { join } from 'node:path';
import * as z from 'zod';
import { GoldpaneError } from '../base/errors.ts';
import type { ImageVersion } from '../base/ids.ts';
import { fileIdentity } from '../host/file-operations.ts';
import { hashFile } from '../host/hash-file.ts';
import type { ImageEntry } from './images.ts';
import { bundleFiles, cloneFiles } from './layout.ts';
import { readRecord, writeRecord } from './record.ts';

const schema = 'goldpane/clone/1';

const CloneRecord = z.object({
  image: z.string(),
  version: z.string().transform((text) => text as ImageVersion),
  /** Digest of the version's manifest. */
  manifest: z.string(),
  /** The bundle's directory when the clone was made. */
  bundle: z.string(),
  backing: z.object({
    sha256: z.string(),
    identity: z.object({ inode: z.string(), sizeBytes: z.number(), modifiedNs: z.string() }),
  }),
});
/** What a clone stands on. */
export type CloneRecord = z.infer<typeof CloneRecord>;

/** Writes down what a clone stands on. */
export async function writeCloneRecord(directory: string, entry: ImageEntry): Promise<void> {
  const { image, version, manifestDigest, files } = entry;
  const sha256 = entry.manifest.files.find(({ name }) => name === bundleFiles.disk)?.sha256 ?? '';
  const backing = { sha256, identity: await fileIdentity(files.disk) };
  const record: CloneRecord = { image, version, manifest: manifestDigest, bundle: entry.directory, backing };
  await writeRecord(join(directory, cloneFiles.record), schema, record, { mode: 0o600 });
}

/** Reads what a clone stands on. Throws `GP-STORE-FORMAT`, `GP-STORE-DAMAGED`. */
export async function readCloneRecord(directory: string): Promise<CloneRecord> {
  return await readRecord(join(directory, cloneFiles.record), schema, CloneRecord);
}

/**
 * Refuses a base that is not the one that the clone was made on: an overlay on other data is a corrupt disk. The file
 * is hashed only when the file system says that it is another one. Throws `GP-IMAGE-BAD`.
 */
export async function requireSameBacking(record: CloneRecord, signal?: AbortSignal): Promise<void> {
  const disk = join(record.bundle, bundleFiles.disk);
  const identity = await fileIdentity(disk).catch(() => undefined);
  if (!identity) throw otherBacking(record, disk, 'it is missing');
  const { identity: known } = record.backing;
  const isSame = identity.inode === known.inode && identity.modifiedNs === known.modifiedNs;
  if (isSame && identity.sizeBytes === known.sizeBytes) return;
  if ((await hashFile(disk, { signal })) !== record.backing.sha256) throw otherBacking(record, disk, 'it was changed');
}

function otherBacking({ image, version }: CloneRecord, disk: string, found: string): GoldpaneError {
  return new GoldpaneError('GP-IMAGE-BAD', `Cannot use ${disk}, the base of a clone of ${image}:${version}: ${found}`, {
    hint: 'Make the clone anew from a version that goldpane check image finds whole',
    paths: [disk],
  });
}

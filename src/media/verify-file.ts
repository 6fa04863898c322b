import { GoldpaneError } from '../base/errors.ts';
import type { Sha256 } from '../base/ids.ts';
import { pathExists } from '../host/files.ts';
import { hashFile } from '../host/hash-file.ts';

/** What a file must be. */
export type VerifyOptions = {
  /** Name for messages, such as `the virtio-win ISO`. */
  readonly what: string;
  readonly path: string;
  readonly sha256: Sha256;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (doneBytes: number) => void;
};

/** Reads a whole file and compares its SHA-256. Throws `GP-MEDIA-MISSING`, `GP-MEDIA-HASH`, `GP-CANCELLED`. */
export async function verifyFile({ what, path, sha256, signal, onProgress }: VerifyOptions): Promise<void> {
  if (!(await pathExists(path))) {
    throw new GoldpaneError('GP-MEDIA-MISSING', `Looked for ${what} at ${path} and found nothing`, {
      hint: 'Fetch it again, or give the path of your own copy',
    });
  }
  const found = await hashFile(path, { signal, ...(onProgress ? { onProgress } : {}) });
  if (found === sha256) return;
  throw new GoldpaneError('GP-MEDIA-HASH', `${what} at ${path} has SHA-256 ${found}, but ${sha256} is pinned`, {
    hint: 'Fetch it again; if the publisher has replaced it, check the new file and pin its digest',
  });
}

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestOf } from '../base/canonical-json.ts';
import type { Sha256 } from '../base/ids.ts';
import { hashFile } from '../host/hash-file.ts';
import { rehearsalImages, rehearsalRelease } from './windows-images.ts';

/** Raised when the way guest and medium are put together changes what an installed rehearsal is. */
const format = 1;

const scripts = fileURLToPath(new URL('../../guest-scripts/rehearsal/guest/', import.meta.url));

/**
 * What stands for the rehearsal's medium in keys: everything of ours that it is made of. The versions of the Debian
 * packages in it are not part of it, as host tools are not: they are in the manifest.
 */
export async function rehearsalSourceDigest(): Promise<Sha256> {
  const entries = await readdir(scripts, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const digests = await Promise.all(
    paths.map(async (path) => [path.slice(scripts.length), await hashFile(path)] as const),
  );
  const images = rehearsalImages.map((image) => ({ ...image }));
  return digestOf({ format, scripts: Object.fromEntries(digests), images, release: rehearsalRelease });
}

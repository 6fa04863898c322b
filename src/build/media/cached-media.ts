import type { ReleaseMedia } from '../../base/catalogue.ts';
import type { Sha256 } from '../../base/ids.ts';
import { pathExists } from '../../host/files.ts';
import { esdMediumDigest } from '../../media/esd-medium.ts';
import type { Store } from '../../store/store.ts';

type Paths = Store['paths'];

/** Path of a file of the cache when it is there; nothing is verified. */
export async function cachedFile({ cached }: Paths, sha256: Sha256 | undefined): Promise<string | undefined> {
  return sha256 === undefined ? undefined : await whenThere(cached(sha256));
}

/** Path of an installation medium that can be looked into: of an ESD the one that was packed of it, once that was done. */
export async function cachedMedium(
  paths: Paths,
  { source, sha256 }: Pick<ReleaseMedia, 'source' | 'sha256'>,
): Promise<string | undefined> {
  if (source !== 'esd' || sha256 === undefined) return await cachedFile(paths, sha256);
  return await whenThere(paths.builtMedium(esdMediumDigest(sha256)));
}

async function whenThere(path: string): Promise<string | undefined> {
  return (await pathExists(path)) ? path : undefined;
}

import { join } from 'node:path';
import * as z from 'zod';
import { GoldpaneError } from '../base/errors.ts';
import type { Sha256 } from '../base/ids.ts';
import { makeDirectory, pathExists, readJson, removeTree } from '../host/files.ts';
import { hashFile } from '../host/hash-file.ts';
import { writeFileAtomic } from '../host/write-atomic.ts';
import type { DebianPackage, PackageSource } from './packages.ts';

const lockSchema = z.object({
  schema: z.literal('goldpane/rehearsal-packages/1'),
  source: z.string(),
  packages: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      file: z.string(),
      sizeBytes: z.int(),
      sha256: z.hash('sha256').transform((text) => text as Sha256),
    }),
  ),
});

/**
 * The versions chosen when `cacheDir` first needed a guest: they stay, so that a nightly security update of a library
 * does not make every rehearsal start from nothing. Removing `packages.json` asks the source again.
 */
export async function lockedPackages(
  cacheDir: string,
  source: PackageSource,
  signal?: AbortSignal,
): Promise<readonly DebianPackage[]> {
  const path = join(cacheDir, 'packages.json');
  const known = (await pathExists(path)) ? lockSchema.safeParse(await readJson(path)) : undefined;
  if (known?.success && known.data.source === source.name) return known.data.packages;
  const packages = await source.resolve(signal);
  await makeDirectory(cacheDir);
  const lock = { schema: 'goldpane/rehearsal-packages/1', source: source.name, packages };
  await writeFileAtomic(path, `${JSON.stringify(lock, undefined, 2)}\n`);
  return packages;
}

/**
 * Paths of the package files below `cacheDir`, downloaded when absent. Throws `GP-MEDIA-HASH` when a file is not the
 * one that was chosen.
 */
export async function fetchPackages(
  packages: readonly DebianPackage[],
  cacheDir: string,
  source: PackageSource,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const directory = join(cacheDir, 'packages');
  await makeDirectory(directory);
  const missing: DebianPackage[] = [];
  for (const one of packages) if (!(await pathExists(join(directory, one.file)))) missing.push(one);
  if (missing.length > 0) await source.download(missing, directory, signal);
  for (const one of missing) await verify(one, directory, signal);
  return packages.map(({ file }) => join(directory, file));
}

async function verify(one: DebianPackage, directory: string, signal?: AbortSignal): Promise<void> {
  const path = join(directory, one.file);
  const found = (await pathExists(path)) ? await hashFile(path, { signal }) : 'no file';
  if (found === one.sha256) return;
  await removeTree(path);
  throw new GoldpaneError(
    'GP-MEDIA-HASH',
    `${one.file} should have SHA-256 ${one.sha256}, the download gave ${found}`,
    {
      hint: `Run the same command again; if it stays, refresh the package lists and delete ${join(directory, '..', 'packages.json')}`,
    },
  );
}

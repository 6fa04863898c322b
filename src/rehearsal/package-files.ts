import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { GoldpaneError } from '../base/errors.ts';
import { neededLibraries } from './elf.ts';

/** The files of all unpacked packages: paths by base name. Debian moves files between /lib and /usr/lib, so only names are asked for. */
export type PackageFiles = {
  /** Path of the file called `name`; throws `GP-REHEARSAL-GUEST` when no package has it. */
  readonly path: (name: string) => string;
  /** Paths that `pattern` matches, sorted. */
  readonly matching: (pattern: RegExp) => readonly string[];
};

/** Lists everything below `root`. */
export async function readPackageFiles(root: string): Promise<PackageFiles> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  paths.sort();
  const byName = new Map(paths.toReversed().map((path) => [basename(path), path] as const));
  return {
    path: (name) => byName.get(name) ?? missing(name),
    matching: (pattern) => paths.filter((path) => pattern.test(path)),
  };
}

/**
 * Every shared library that programs need, directly or through another, by soname; the dynamic loader is among them.
 * Throws `GP-REHEARSAL-GUEST` when a package is missing: in the guest that would show only when the program starts.
 */
export async function libraryFiles(
  files: PackageFiles,
  programs: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const libraries = new Map<string, string>();
  const waiting = programs.map((name) => files.path(name));
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const name of neededLibraries(await readFile(path)) ?? []) {
      if (libraries.has(name)) continue;
      libraries.set(name, files.path(name));
      waiting.push(files.path(name));
    }
  }
  return libraries;
}

function missing(name: string): never {
  throw new GoldpaneError('GP-REHEARSAL-GUEST', `None of the guest's Debian packages holds ${name}`, {
    hint: 'Report this with the Debian release: a package of the rehearsal guest has changed',
  });
}

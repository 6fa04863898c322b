import { constants } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GoldpaneError } from '../../base/errors.ts';
import type { Sha256 } from '../../base/ids.ts';
import { moveFile } from '../../host/byte-files.ts';
import { fileSize, makeDirectory, pathExists, removeTree } from '../../host/files.ts';
import { hashFile } from '../../host/hash-file.ts';
import { randomHex } from '../../host/random.ts';
import { runTool } from '../../host/run-tool.ts';
import { checkMediumNames } from './check-medium-names.ts';
import { compareIso } from './compare-iso.ts';
import type { MediumFile } from './medium-file.ts';

/** What to pack and where to. */
export type PackOptions = {
  /** Volume label: 1 to 16 of A-Z, 0-9 and `_`. */
  readonly label: string;
  readonly files: readonly MediumFile[];
  /** Path of the ISO; an older one is replaced at once when the new one is whole. It is readable by its owner only. */
  readonly out: string;
  /** An existing directory for temporary files, on the file system of `out`; the directory of `out` when absent. */
  readonly tmp?: string | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** An ISO on disk. */
export type PackedIso = { readonly path: string; readonly sizeBytes: number; readonly sha256: Sha256 };

/**
 * xorriso with everything pinned that would differ from run to run: equal files give equal bytes with one version of
 * xorriso. Rock Ridge is always on, so owners and modes are pinned as well; 2023-11-14 stands for every time.
 */
const format = [
  ...['-quiet', '-input-charset', 'UTF-8', '-J', '-joliet-long'],
  ...['-uid', '0', '-gid', '0', '-file-mode', '0644', '-dir-mode', '0755'],
  ...['--modification-date=2023111422132000', '--set_all_file_dates', '2023111422132000'],
];

/**
 * Packs files into an ISO with Joliet and Rock Ridge names, reads it back as Windows would, and compares names and
 * bytes. It is not made durable: media are packed anew for each run. Throws `GP-MEDIA-PACK` (all bad names at once),
 * `GP-MEDIA-MISSING`, `GP-MEDIA-HASH`, `GP-HOST-TOOL`, `GP-TOOL-FAILED`, `GP-CANCELLED`.
 */
export async function packIso({ label, files, out, tmp, signal }: PackOptions): Promise<PackedIso> {
  refuseBadNames(label, files);
  const work = join(tmp ?? dirname(out), `.${randomHex(6)}.pack`);
  const medium = join(work, 'medium.iso');
  await makeDirectory(work, 0o700);
  try {
    await makeDirectory(join(work, 'tree'));
    const staged = await stage(join(work, 'tree'), files, signal);
    // Made first, so that nobody else can ever read it: the install medium holds a password.
    await writeFile(medium, '', { mode: 0o600 });
    const names = ['-V', label, ...format, '-o', 'medium.iso', 'tree'];
    await runTool('xorriso', ['-no_rc', '-as', 'mkisofs', ...names], { cwd: work, signal });
    await compareIso(medium, label, staged, signal);
    const packed = { path: out, sizeBytes: await fileSize(medium), sha256: await hashFile(medium, { signal }) };
    await moveFile(medium, out);
    return packed;
  } finally {
    await removeTree(work);
  }
}

function refuseBadNames(label: string, files: readonly MediumFile[]): void {
  const findings = checkMediumNames(
    label,
    files.map(({ name }) => name),
  );
  const [first, ...more] = findings;
  if (!first) return;
  const others = more.length > 0 ? ` (and ${more.length} more)` : '';
  throw new GoldpaneError('GP-MEDIA-PACK', `The medium ${label} cannot hold ${first.where}: ${first.found}${others}`, {
    hint: 'Rename what is listed',
    findings,
  });
}

/** Copies, never links: two links to one file would share their bytes on the ISO. Gives each name its digest. */
async function stage(tree: string, files: readonly MediumFile[], signal?: AbortSignal): Promise<Map<string, Sha256>> {
  const staged = new Map<string, Sha256>();
  for (const file of files) {
    const path = join(tree, file.name);
    await makeDirectory(dirname(path));
    await write(path, file);
    const sha256 = await hashFile(path, { signal });
    if (file.sha256 !== undefined && file.sha256 !== sha256) throw changedError(file, sha256);
    staged.set(file.name, sha256);
  }
  return staged;
}

async function write(path: string, { name, content }: MediumFile): Promise<void> {
  if ('bytes' in content) return await writeFile(path, content.bytes);
  if (!(await pathExists(content.path))) throw missingError(name, content.path);
  await copyFile(content.path, path, constants.COPYFILE_FICLONE);
}

function missingError(name: string, path: string): GoldpaneError {
  return new GoldpaneError('GP-MEDIA-MISSING', `${name} of a medium is to come from ${path}, where nothing is`, {
    hint: 'Put the file there',
  });
}

function changedError({ name, sha256 }: MediumFile, found: Sha256): GoldpaneError {
  return new GoldpaneError('GP-MEDIA-HASH', `${name} has SHA-256 ${found}, but the plan was made with ${sha256}`, {
    hint: 'It was changed meanwhile: start the same command again',
  });
}

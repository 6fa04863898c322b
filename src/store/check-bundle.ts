import { join } from 'node:path';
import type { Finding } from '../base/findings.ts';
import type { BundleFile } from '../base/manifest.ts';
import { fileMode, filesBelow } from '../host/file-operations.ts';
import { fileSize, pathExists } from '../host/files.ts';
import { hashFile } from '../host/hash-file.ts';
import { checkDisk, diskInfo } from '../host/qemu-img.ts';
import type { ImageEntry } from './images.ts';
import { baselineSnapshot, bundleFiles } from './layout.ts';

/** How to follow and to end a check. */
export type CheckOptions = {
  readonly signal?: AbortSignal;
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
};

const buildAnew = 'Build it anew with --rebuild: the new version gets its own number, the damaged one stays as it is';

/**
 * Checks everything about a bundle that needs no boot: every file's digest, the disk's metadata, that it stands alone
 * and has its snapshot, that variables and TPM are there, that nothing can be written. No findings: it is whole.
 */
export async function checkBundle(entry: ImageEntry, options: CheckOptions = {}): Promise<readonly Finding[]> {
  const names = new Set(entry.manifest.files.map(({ name }) => name));
  return [
    ...missingParts(entry, names),
    ...(await checkDigests(entry, options)),
    ...(await checkDiskImage(entry, options.signal)),
    ...(await checkTree(entry, names)),
  ];
}

/** What the manifest must name for the image to be one unit. */
function missingParts({ directory }: ImageEntry, names: ReadonlySet<string>): Finding[] {
  const parts = [
    { has: names.has(bundleFiles.disk), what: `no disk ${bundleFiles.disk}` },
    { has: names.has(bundleFiles.uefiVars), what: `no UEFI variables ${bundleFiles.uefiVars}` },
    { has: [...names].some((name) => name.startsWith(`${bundleFiles.tpm}/`)), what: 'no TPM state' },
  ];
  const why = 'Disk, UEFI variables and TPM only make sense together';
  return parts.flatMap(({ has, what }) => (has ? [] : [bad(directory, `The manifest names ${what}`, why)]));
}

async function checkDigests(entry: ImageEntry, { signal, onProgress }: CheckOptions): Promise<Finding[]> {
  const findings: Finding[] = [];
  let done = 0;
  for (const file of entry.manifest.files) {
    const before = done;
    const progress = (bytes: number) => onProgress?.(before + bytes, entry.sizeBytes);
    findings.push(...(await checkFile(join(entry.directory, file.name), file, progress, signal)));
    done += file.sizeBytes;
  }
  return findings;
}

async function checkFile(
  path: string,
  file: BundleFile,
  onProgress: (bytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<Finding[]> {
  if (!(await pathExists(path))) return [damaged(path, 'The file is missing')];
  const sizeBytes = await fileSize(path);
  if (sizeBytes !== file.sizeBytes) {
    return [damaged(path, `The file has ${sizeBytes} bytes, the manifest says ${file.sizeBytes}`)];
  }
  const sha256 = await hashFile(path, { signal, onProgress });
  return sha256 === file.sha256 ? [] : [damaged(path, `SHA-256 is ${sha256}, the manifest says ${file.sha256}`)];
}

async function checkDiskImage({ files }: ImageEntry, signal: AbortSignal | undefined): Promise<Finding[]> {
  if (!(await pathExists(files.disk))) return [];
  const info = await diskInfo(files.disk, signal);
  const why = 'The disk must be usable on its own and as the base of overlays';
  if (info.format !== 'qcow2') return [bad(files.disk, `The disk is ${info.format}, not qcow2`, why)];
  if (info.backingFile !== undefined) return [bad(files.disk, `The disk stands on ${info.backingFile}`, why)];
  const { isClean, found } = await checkDisk(files.disk, signal);
  return [
    ...(info.isDamaged ? [bad(files.disk, 'The disk was not closed properly or is marked corrupt', why)] : []),
    ...(isClean ? [] : [bad(files.disk, `qemu-img check found ${found}`, why)]),
    ...(info.snapshots.includes(baselineSnapshot) ? [] : [bad(files.disk, `No snapshot ${baselineSnapshot}`, why)]),
  ];
}

async function checkTree({ directory }: ImageEntry, names: ReadonlySet<string>): Promise<Finding[]> {
  const findings: Finding[] = [];
  const why = 'A bundle never changes: overlays stand on it';
  for (const name of await filesBelow(directory)) {
    const path = join(directory, name);
    if (!names.has(name) && name !== bundleFiles.manifest) {
      findings.push({ ...bad(path, 'The manifest does not name this file', why), severity: 'warning' });
    }
    if ((await fileMode(path)) & 0o222) findings.push(writable(path, why));
  }
  if ((await fileMode(directory)) & 0o222) findings.push(writable(directory, why));
  return findings;
}

function writable(path: string, why: string): Finding {
  return { ...bad(path, 'It can be written', why), severity: 'warning', remedy: `Run chmod a-w ${path}` };
}

function bad(where: string, found: string, why: string): Finding {
  return { id: 'GP-IMAGE-BAD', severity: 'error', where, found, why, remedy: buildAnew };
}

function damaged(where: string, found: string): Finding {
  const why = 'A published file never changes, so something else wrote to it or the disk lost it';
  return { id: 'GP-STORE-DAMAGED', severity: 'error', where, found, why, remedy: buildAnew };
}

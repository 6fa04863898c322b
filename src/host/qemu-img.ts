import { dirname, relative } from 'node:path';
import * as z from 'zod';
import { GoldpaneError } from '../base/errors.ts';
import { copySmallFile } from './file-operations.ts';
import { runTool } from './run-tool.ts';

/** What `qemu-img info` says about a disk image. */
export type DiskInfo = {
  readonly format: string;
  readonly virtualSizeBytes: number;
  /** Bytes that the file takes on the host. */
  readonly allocatedBytes: number;
  /** As written in the image: relative to the image's own directory, or absolute. */
  readonly backingFile?: string | undefined;
  readonly backingFormat?: string | undefined;
  readonly clusterSizeBytes?: number | undefined;
  readonly compressionType?: string | undefined;
  readonly snapshots: readonly string[];
  /** A writer did not close it, or QEMU found it corrupt. */
  readonly isDamaged: boolean;
};

/** What `qemu-img check` found. */
export type DiskCheck = { readonly isClean: boolean; readonly found: string };

// docs: qemu/qemu:qapi/block-core.json (ImageInfo, ImageInfoSpecificQCow2, ImageCheck)
const Info = z.object({
  format: z.string(),
  'virtual-size': z.number(),
  'actual-size': z.number().default(0),
  'backing-filename': z.string().optional(),
  'backing-filename-format': z.string().optional(),
  'cluster-size': z.number().optional(),
  'dirty-flag': z.boolean().default(false),
  snapshots: z.array(z.object({ name: z.string() })).default([]),
  'format-specific': z
    .object({
      data: z.object({ 'compression-type': z.string().optional(), corrupt: z.boolean().optional() }).optional(),
    })
    .optional(),
});
const Check = z.object({
  corruptions: z.number().default(0),
  leaks: z.number().default(0),
  'check-errors': z.number().default(0),
});
const Measure = z.object({ required: z.number() });

/** Creates an empty qcow2 disk. */
export async function createDisk(path: string, sizeBytes: number, signal?: AbortSignal): Promise<void> {
  await qemuImg(['create', '-q', '-f', 'qcow2', path, String(sizeBytes)], signal);
}

/** Creates an overlay at `path`; the backing disk must exist and is named relative to the overlay's directory. */
export async function createOverlay(path: string, backing: string, signal?: AbortSignal): Promise<void> {
  await createOverlayNamed(path, relative(dirname(path), backing), signal);
}

/** Creates an overlay that names its backing disk as given: an absolute path survives a move of the overlay. */
export async function createOverlayNamed(path: string, backing: string, signal?: AbortSignal): Promise<void> {
  await qemuImg(['create', '-q', '-f', 'qcow2', '-b', backing, '-F', 'qcow2', path], signal);
}

/**
 * Flattens a chain of overlays into one compressed image. Not `-W`: with it the layout differs from run to run.
 * 64 KiB clusters: random reads through an overlay are many times slower with larger compressed clusters.
 * Throws `GP-HOST-SPACE` when the disk became full.
 */
export async function flattenDisk(from: string, to: string, signal?: AbortSignal): Promise<void> {
  const options = 'compression_type=zstd,cluster_size=65536';
  await qemuImg(['convert', '-q', '-c', '-f', 'qcow2', '-O', 'qcow2', '-o', options, from, to], signal);
}

/** Copies a flash image of any format to a raw one. */
export async function copyAsRaw(
  from: string,
  to: string,
  format: 'raw' | 'qcow2',
  signal?: AbortSignal,
): Promise<void> {
  await qemuImg(['convert', '-q', '-f', format, '-O', 'raw', from, to], signal);
}

/** Copies a flash image, such as a template of UEFI variables, to a private raw one: every runner reads those. */
export async function copyFlash(
  from: { readonly path: string; readonly format: 'raw' | 'qcow2' },
  to: string,
  signal?: AbortSignal,
): Promise<void> {
  if (from.format === 'raw') await copySmallFile(from.path, to, 0o600);
  else await copyAsRaw(from.path, to, from.format, signal);
}

/** Makes an internal snapshot. */
export async function snapshotDisk(path: string, name: string, signal?: AbortSignal): Promise<void> {
  await qemuImg(['snapshot', '-q', '-c', name, path], signal);
}

/** Reads a disk image's own description; a running guest may have it open. */
export async function diskInfo(path: string, signal?: AbortSignal): Promise<DiskInfo> {
  const info = Info.parse(JSON.parse(await qemuImg(['info', '-U', '--output=json', path], signal)));
  const specific = info['format-specific']?.data;
  return {
    format: info.format,
    virtualSizeBytes: info['virtual-size'],
    allocatedBytes: info['actual-size'],
    backingFile: info['backing-filename'],
    backingFormat: info['backing-filename-format'],
    clusterSizeBytes: info['cluster-size'],
    compressionType: specific?.['compression-type'],
    snapshots: info.snapshots.map(({ name }) => name),
    isDamaged: info['dirty-flag'] || specific?.corrupt === true,
  };
}

/** Checks a qcow2 image's metadata; leaked clusters count too. */
export async function checkDisk(path: string, signal?: AbortSignal): Promise<DiskCheck> {
  // docs: qemu/qemu:docs/tools/qemu-img.rst, "check": 1 not completed, 2 corrupted, 3 leaked clusters
  const args = ['check', '-U', '-f', 'qcow2', '--output=json', path];
  const { stdout, stderr } = await runTool('qemu-img', args, { signal, acceptExitCodes: [0, 1, 2, 3] });
  if (!stdout.trim()) return { isClean: false, found: stderr.trim() || 'qemu-img check said nothing' };
  const check = Check.parse(JSON.parse(stdout));
  const found = `${check.corruptions} corruptions, ${check.leaks} leaked clusters, ${check['check-errors']} errors`;
  return { isClean: check.corruptions + check.leaks + check['check-errors'] === 0, found };
}

/** Bytes that a flattened but uncompressed copy of the disk would take. */
export async function measureDisk(path: string, signal?: AbortSignal): Promise<number> {
  return Measure.parse(JSON.parse(await qemuImg(['measure', '--output=json', '-O', 'qcow2', path], signal))).required;
}

async function qemuImg(args: readonly string[], signal: AbortSignal | undefined): Promise<string> {
  try {
    return (await runTool('qemu-img', args, { signal })).stdout;
  } catch (error) {
    throw error instanceof Error && error.message.includes('No space left on device') ? fullDisk(args, error) : error;
  }
}

function fullDisk(args: readonly string[], cause: Error): GoldpaneError {
  return new GoldpaneError('GP-HOST-SPACE', `The disk became full while qemu-img wrote ${args.at(-1)}`, {
    hint: 'Free some space and start the same command again: finished layers are kept',
    cause,
  });
}

const MapEntry = z.object({ start: z.int(), length: z.int(), data: z.boolean() });

/** The stretches of a raw image that hold data; the rest are holes. */
export async function dataExtents(
  path: string,
  signal?: AbortSignal,
): Promise<readonly { readonly start: number; readonly length: number }[]> {
  const { stdout } = await runTool('qemu-img', ['map', '--output=json', '-f', 'raw', path], { signal });
  return z
    .array(MapEntry)
    .parse(JSON.parse(stdout))
    .filter(({ data }) => data);
}

import * as z from 'zod';
import { runTool } from '../host/run-tool.ts';

/** Facts of a qcow2 image. Source: qemu qapi/block-core.json, ImageInfo */
export type ImageInfo = {
  readonly virtualSizeBytes: number;
  readonly allocatedBytes: number;
  readonly clusterSizeBytes: number;
  readonly backingFile?: string | undefined;
  readonly snapshots: readonly string[];
  readonly compression?: string | undefined;
  /** Not closed properly, or damaged. */
  readonly isDirty: boolean;
  readonly isCorrupt: boolean;
};

/** Result of a check. Leaked clusters waste space and harm nothing else. */
export type ImageCheck = { readonly corruptions: number; readonly leaks: number; readonly errors: number };

const Info = z.object({
  'virtual-size': z.int(),
  'actual-size': z.int(),
  'cluster-size': z.int().default(0),
  'backing-filename': z.string().optional(),
  snapshots: z.array(z.object({ name: z.string() })).default([]),
  'dirty-flag': z.boolean().default(false),
  'format-specific': z
    .object({
      data: z.object({ 'compression-type': z.string().optional(), corrupt: z.boolean().optional() }),
    })
    .optional(),
});

const Check = z.object({
  corruptions: z.int().default(0),
  leaks: z.int().default(0),
  'check-errors': z.int().default(0),
});

/** Makes an empty image that grows with what is written. */
export async function createImage(path: string, sizeGib: number, signal?: AbortSignal): Promise<void> {
  await runTool('qemu-img', ['create', '-q', '-f', 'qcow2', path, `${sizeGib}G`], { signal });
}

/** Makes an overlay. `backingFile` is relative to the overlay's own directory, so that both can move together. */
export async function createOverlay(path: string, backingFile: string, signal?: AbortSignal): Promise<void> {
  await runTool('qemu-img', ['create', '-q', '-f', 'qcow2', '-F', 'qcow2', '-b', backingFile, path], { signal });
}

/**
 * Writes an image and all that backs it into one new file: zstd at a sixth of zlib's cost, 64 KiB clusters because
 * larger ones make random reads many times slower. In order (`-W` off), so that equal contents give equal bytes.
 */
export async function convertImage(from: string, to: string, signal?: AbortSignal): Promise<void> {
  const options = 'compression_type=zstd,cluster_size=65536';
  await runTool('qemu-img', ['convert', '-q', '-f', 'qcow2', '-O', 'qcow2', '-c', '-o', options, from, to], { signal });
}

/** Writes the contents of an image as they are. */
export async function convertToRaw(from: string, to: string, signal?: AbortSignal): Promise<void> {
  await runTool('qemu-img', ['convert', '-q', '-f', 'qcow2', '-O', 'raw', from, to], { signal });
}

/** Makes an internal snapshot of a powered-off image. */
export async function createSnapshot(path: string, name: string, signal?: AbortSignal): Promise<void> {
  await runTool('qemu-img', ['snapshot', '-q', '-c', name, path], { signal });
}

/** Checks the structure of an image. Throws `GP-TOOL-FAILED` only when it cannot be checked. */
export async function checkImage(path: string, signal?: AbortSignal): Promise<ImageCheck> {
  // 2: corruptions found, 3: leaks found. Source: qemu docs/tools/qemu-img.rst
  const result = await runTool('qemu-img', ['check', '-f', 'qcow2', '--output=json', path], {
    signal,
    acceptExitCodes: [0, 2, 3],
  });
  const check = Check.parse(JSON.parse(result.stdout));
  return { corruptions: check.corruptions, leaks: check.leaks, errors: check['check-errors'] };
}

/** Reads the facts of an image; also of one that a machine uses. */
export async function imageInfo(path: string, signal?: AbortSignal): Promise<ImageInfo> {
  const { stdout } = await runTool('qemu-img', ['info', '-U', '-f', 'qcow2', '--output=json', path], { signal });
  const info = Info.parse(JSON.parse(stdout));
  const data = info['format-specific']?.data;
  return {
    virtualSizeBytes: info['virtual-size'],
    allocatedBytes: info['actual-size'],
    clusterSizeBytes: info['cluster-size'],
    backingFile: info['backing-filename'],
    snapshots: info.snapshots.map(({ name }) => name),
    compression: data?.['compression-type'],
    isDirty: info['dirty-flag'],
    isCorrupt: data?.corrupt === true,
  };
}

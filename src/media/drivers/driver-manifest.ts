import * as z from 'zod';
import { findEntry, ImageProblem, readWhole } from '../image/image-file.ts';
import type { OpenImage } from '../image/open-image.ts';

/** A driver as the publisher of a virtio-win ISO lists it. */
export type ListedDriver = {
  /** Path of its INF on the ISO, such as `viostor/w11/amd64/viostor.inf`. */
  readonly path: string;
  /** What Windows calls the device. */
  readonly name: string;
  /** DriverVer of the INF, a date and a number: `06/11/2026,100.104.104.30200`. */
  readonly version: string;
  /** Folder of a Windows release, such as `w11`. */
  readonly folder: string;
  /** As the ISO names it: `amd64`, `x86`, `ARM64`. */
  readonly architecture: string;
};

const path = 'data/info.json';
const maxBytes = 1024 * 1024;

/** What is shown on a terminal holds nothing that steers one. */
const text = z.string().regex(/^[^\p{Cc}]{1,260}$/u);
const listed = z
  .object({ arch: text, driver_version: text, inf_path: text, name: text, windows_version: text })
  .transform((one): ListedDriver => {
    const { arch: architecture, driver_version: version, inf_path, name, windows_version: folder } = one;
    return { path: inf_path, name, version, folder, architecture };
  });
const manifest = z.object({ drivers: z.array(listed).max(5000) });

/**
 * What `data/info.json` of a virtio-win ISO lists; `undefined` for an ISO without one, as those before 0.1.173 are. It
 * leaves out drivers whose INF its writer could not read. Throws `ImageProblem`.
 * Source: virtio-win/virtio-win-pkg-scripts:make-virtio-win-rpm-archive.py (generate_version_manifest)
 */
export async function readDriverManifest({ image, files }: OpenImage): Promise<readonly ListedDriver[] | undefined> {
  const entry = await findEntry(files, path);
  if (entry === undefined || entry.isDirectory) return undefined;
  const bytes = await readWhole(image, entry, maxBytes);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new ImageProblem(`${path} is not JSON`, { cause: error });
  }
  const read = manifest.safeParse(value);
  if (read.success) return read.data.drivers;
  throw new ImageProblem(`${path} is no list of drivers: ${read.error.issues[0]?.path.join('.') || 'it'} is not right`);
}

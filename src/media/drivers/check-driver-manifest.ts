import type { Architecture } from '../../base/catalogue.ts';
import type { Finding } from '../../base/findings.ts';
import { findEntry } from '../image/image-file.ts';
import type { OpenImage } from '../image/open-image.ts';
import { bootstrapDrivers, setupDrivers } from './driver-list.ts';
import { type ListedDriver, readDriverManifest } from './driver-manifest.ts';

/** The release whose drivers are wanted: its folder, such as `w11`, and its architecture. */
type Target = { readonly folder: string; readonly architecture: Architecture };

/** An INF that an install takes from an ISO, and its DriverVer. */
export type TakenInf = { readonly path: string; readonly version: string };

/**
 * Where a virtio-win ISO is not what its own `data/info.json` says of one release: drivers that it lists and does not
 * have, and INFs at other places or of other versions than it says. All of these are warnings, because Windows reads
 * the INFs and not this list. Nothing is said of an ISO without a list. Throws `ImageProblem`.
 */
export async function checkDriverManifest(
  open: OpenImage,
  target: Target,
  taken: readonly TakenInf[],
): Promise<readonly Finding[]> {
  const listed = (await readDriverManifest(open))?.filter((driver) => isFor(driver, target)) ?? [];
  // Of those that an install needs, what is missing is an error and told elsewhere.
  const needed = [...setupDrivers, ...bootstrapDrivers];
  const others = listed.filter(({ path }) => !needed.some(({ inf }) => isInf(path, inf)));
  return [...taken.flatMap((inf) => differences(inf, listed)), ...(await missing(open, others, target))];
}

function isFor(driver: ListedDriver, { folder, architecture }: Target): boolean {
  return driver.folder === folder && driver.architecture.toLowerCase() === architecture;
}

function differences({ path, version }: TakenInf, listed: readonly ListedDriver[]): readonly Finding[] {
  const one = listed.find((driver) => isInf(driver.path, path.slice(path.lastIndexOf('/') + 1)));
  if (one === undefined) return [];
  if (one.path.toLowerCase() !== path.toLowerCase()) return [warning(path, `data/info.json has it at ${one.path}`)];
  if (isSameVersion(version, one.version)) return [];
  return [warning(path, `its version is ${version || 'not told'}, and data/info.json says ${one.version}`)];
}

async function missing(open: OpenImage, listed: readonly ListedDriver[], target: Target): Promise<readonly Finding[]> {
  const lost: string[] = [];
  for (const { path } of listed) if ((await findEntry(open.files, path)) === undefined) lost.push(path);
  if (lost.length === 0) return [];
  const drivers = `${lost.length} of the drivers for ${target.folder}, ${target.architecture}`;
  return [warning('data/info.json', `${drivers} that it lists are not on the ISO: ${lost.join(', ')}`)];
}

function isSameVersion(one: string, other: string): boolean {
  const plain = (version: string) => version.replace(/;.*$/, '').replaceAll(/\s/g, '');
  return plain(one) === plain(other);
}

/** Whether a path is that of an INF, in whatever directory. */
function isInf(path: string, inf: string): boolean {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase() === inf.toLowerCase();
}

function warning(where: string, found: string): Finding {
  return {
    id: 'GP-MEDIA-DRIVER',
    severity: 'warning',
    where,
    found,
    why: 'the ISO was changed after its publisher made it, so nobody has tried these drivers together',
    remedy: 'Use the ISO as its publisher made it: goldpane fetch media virtio-win-VERSION',
  };
}

import type { Architecture } from '../../base/catalogue.ts';
import { GoldpaneError } from '../../base/errors.ts';
import type { Finding } from '../../base/findings.ts';
import { findEntry, ImageProblem, readWhole } from '../image/image-file.ts';
import { type OpenImage, withImage } from '../image/open-image.ts';
import type { DriverPackage } from '../pack/install-medium.ts';
import type { MediumFile } from '../pack/medium-file.ts';
import { checkDriverManifest, type TakenInf } from './check-driver-manifest.ts';
import { bootstrapDrivers, guestAgents, setupDrivers, type WantedDriver } from './driver-list.ts';
import { type Inf, readInf } from './read-inf.ts';

/** Which drivers of a virtio-win ISO are wanted. */
export type DriverWish = {
  /** Path of the ISO, verified. */
  readonly path: string;
  /** Folder of the Windows release, such as `w11` or `2k25`. */
  readonly folder: string;
  readonly architecture: Architecture;
  readonly signal?: AbortSignal | undefined;
};

/** What an install medium needs of a virtio-win ISO. */
export type InstallDrivers = {
  readonly setupDrivers: readonly DriverPackage[];
  readonly bootstrapDrivers: readonly DriverPackage[];
  readonly guestAgent: MediumFile;
  /** Warnings: where the ISO is not what its own list of drivers says. */
  readonly findings: readonly Finding[];
};

const maxDriverFileBytes = 32 * 1024 * 1024;

/**
 * The drivers that an install needs, from exactly the folder of its release: for each the INF and every file that it
 * names, and nothing else. Throws `GP-MEDIA-DRIVER` with everything that was found, when something is missing.
 */
export async function extractDrivers(wish: DriverWish): Promise<InstallDrivers> {
  const { path, architecture } = wish;
  const problem = (found: string, cause: unknown) =>
    new GoldpaneError('GP-MEDIA-DRIVER', `${path} cannot be read as a virtio-win ISO: ${found}`, {
      hint: 'Fetch it again: goldpane fetch media RECIPE',
      cause,
    });
  const read = async (open: OpenImage) => {
    const packages = async (drivers: readonly WantedDriver[]) =>
      await Promise.all(drivers.map((driver) => extractPackage(open, driver, wish)));
    const [setup, bootstrap] = [await packages(setupDrivers), await packages(bootstrapDrivers)];
    const agent = await readFile(open, `guest-agent/${guestAgents[architecture]}`);
    const lacking = [...setup, ...bootstrap, agent].flatMap((part) => ('found' in part ? part.found : []));
    const infs = whole([...setup, ...bootstrap]).map(({ inf }) => inf);
    const findings = await checkDriverManifest(open, wish, infs);
    if (lacking.length > 0) throw incomplete([...lacking, ...findings], wish);
    return {
      setupDrivers: whole(setup),
      bootstrapDrivers: whole(bootstrap),
      guestAgent: agent as MediumFile,
      findings,
    };
  };
  return await withImage(path, read, problem, wish.signal);
}

type Extracted = DriverPackage & { readonly inf: TakenInf };
type Lacking = { readonly found: readonly Finding[] };

async function extractPackage(
  open: OpenImage,
  { folder, inf }: WantedDriver,
  wish: DriverWish,
): Promise<Extracted | Lacking> {
  const directory = directoryOf(folder, wish);
  const infFile = await readFile(open, `${directory}/${inf}`);
  if ('found' in infFile) return infFile;
  let said: Inf;
  try {
    said = readInf(infFile.content.bytes, wish.architecture);
  } catch (error) {
    if (!(error instanceof ImageProblem)) throw error;
    return { found: [finding(`${directory}/${inf}`, error.message)] };
  }
  const files = await Promise.all(said.files.map((name) => readFile(open, `${directory}/${name}`, name)));
  const found = files.flatMap((file) => ('found' in file ? file.found : []));
  if (found.length > 0) return { found };
  const taken = { path: `${directory}/${inf}`, version: said.version };
  return { name: folder, files: [infFile, ...(files as readonly MediumFile[])], inf: taken };
}

type ReadFile = MediumFile & { readonly content: { readonly bytes: Buffer } };

/** A file of the ISO under the name that whoever asks has for it, by default its own. */
async function readFile({ image, files }: OpenImage, path: string, name?: string): Promise<ReadFile | Lacking> {
  const entry = await findEntry(files, path);
  if (!entry || entry.isDirectory) return { found: [finding(path, 'it is not on the ISO')] };
  return { name: name ?? entry.name, content: { bytes: await readWhole(image, entry, maxDriverFileBytes) } };
}

function whole(packages: readonly (Extracted | Lacking)[]): readonly Extracted[] {
  return packages.filter((one): one is Extracted => !('found' in one));
}

function directoryOf(driver: string, { folder, architecture }: DriverWish): string {
  return `${driver}/${folder}/${architecture}`;
}

function finding(where: string, found: string): Finding {
  return {
    id: 'GP-MEDIA-DRIVER',
    severity: 'error',
    where,
    found,
    why: 'Windows installs a driver only with every file that its INF names',
    remedy: 'Take another virtioWin: version in the recipe',
  };
}

function incomplete(findings: readonly Finding[], { path, folder, architecture }: DriverWish): GoldpaneError {
  return new GoldpaneError('GP-MEDIA-DRIVER', `${path} has no complete drivers for ${folder}, ${architecture}`, {
    hint: 'Take another virtioWin: version in the recipe, one that the catalogue knows: goldpane list media',
    findings,
  });
}

import { join } from 'node:path';
import { digestOf } from '../base/canonical-json.ts';
import { GoldpaneError } from '../base/errors.ts';
import type { Sha256 } from '../base/ids.ts';
import { openByteSource } from '../host/byte-source.ts';
import { makeDirectory } from '../host/files.ts';
import { runTool } from '../host/run-tool.ts';
import { ImageProblem } from './image/image-file.ts';
import { type WimImage, wimInfo } from './image/wim-info.ts';
import { bootImagePaths, packUdf } from './pack/pack-udf.ts';

/** Raised when the way a medium is made of an ESD changes. */
const format = 1;

/** What stands for a medium that is packed from an ESD: equal ESDs give equal media, whatever bytes the ISO has. */
export function esdMediumDigest(esd: Sha256): Sha256 {
  return digestOf({ format, esd });
}

/** What to make a medium of. */
export type EsdMediumOptions = {
  /** The ESD, verified. */
  readonly esd: string;
  /** Path of the ISO. */
  readonly out: string;
  /** An empty directory for temporary files: about three times the ESD. */
  readonly work: string;
  readonly signal?: AbortSignal | undefined;
};

/**
 * Makes an installation medium of an ESD as the Media Creation Tool downloads it: see `esdParts`. Its install.wim is
 * compressed as ordinary media are. Throws `GP-MEDIA-UNKNOWN` when the ESD is built otherwise, `GP-HOST-TOOL`,
 * `GP-TOOL-FAILED`, `GP-CANCELLED`.
 */
export async function makeEsdMedium({ esd, out, work, signal }: EsdMediumOptions): Promise<void> {
  const { setupMedia, boot, editions } = await esdParts(esd);
  const tree = join(work, 'medium');
  await makeDirectory(tree);
  const wimlib = async (...args: readonly string[]) => await runTool('wimlib-imagex', args, { signal });
  await wimlib('apply', esd, String(setupMedia.index), tree, '--no-acls', '--no-attributes');
  await makeDirectory(join(tree, 'sources'));
  for (const image of boot) {
    const start = isSetup(image) ? ['--boot'] : [];
    await wimlib('export', esd, String(image.index), join(tree, 'sources/boot.wim'), ...lzx, ...start);
  }
  for (const { index } of editions)
    await wimlib('export', esd, String(index), join(tree, 'sources/install.wim'), ...lzx);
  await packUdf({ tree, out, label: labelOf(editions), efiImage: bootImagePaths.prompt, signal });
}

const lzx = ['--compress=LZX'];

/** What the images of a consumer ESD are. */
export type EsdParts = {
  /** The medium without its WIMs. */
  readonly setupMedia: WimImage;
  /** Windows PE, then Setup. */
  readonly boot: readonly WimImage[];
  readonly editions: readonly WimImage[];
};

/** What is in an ESD as the Media Creation Tool downloads it, whatever its order. Throws `GP-MEDIA-UNKNOWN`. */
export async function esdParts(path: string): Promise<EsdParts> {
  try {
    await using file = await openByteSource(path);
    return partsOf((await wimInfo(file)).images);
  } catch (error) {
    if (!(error instanceof ImageProblem)) throw error;
    throw notAnEsd(path, error);
  }
}

function notAnEsd(path: string, cause: ImageProblem): GoldpaneError {
  return new GoldpaneError('GP-MEDIA-UNKNOWN', `${path} is no ESD of the Media Creation Tool: ${cause.message}`, {
    hint: 'Use an ISO of the same release: goldpane import media FILE',
    cause,
  });
}

/** By their names, because nobody promises an order. Source: dockur/windows:src/image.sh, which builds such media. */
function partsOf(images: readonly WimImage[]): EsdParts {
  const setupMedia = images.find(({ name }) => /Setup Media/.test(name));
  const others = images.filter((image) => image !== setupMedia);
  const boot = others.filter(({ editionId, name }) => editionId === 'WindowsPE' || /Windows (?:PE|Setup)/.test(name));
  const [pe, setup] = [boot.find((image) => !isSetup(image)), boot.find(isSetup)];
  const editions = others.filter((image) => !boot.includes(image));
  if (!setupMedia || !pe || !setup || boot.length !== 2 || editions.length === 0) {
    throw new ImageProblem(`its images are ${images.map(({ name }) => name).join(', ') || 'none'}`);
  }
  return { setupMedia, boot: [pe, setup], editions };
}

function isSetup({ name }: WimImage): boolean {
  return /Windows Setup/.test(name);
}

function labelOf([first]: readonly WimImage[]): string {
  const architecture = first?.architecture === 'arm64' ? 'A64' : 'X64';
  return `CCCOMA_${architecture}FRE_${(first?.defaultLanguage ?? 'EN-US').toUpperCase()}_DV9`;
}

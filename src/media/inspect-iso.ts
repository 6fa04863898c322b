import { GoldpaneError } from '../base/errors.ts';
import type { ByteSource } from '../host/byte-source.ts';
import type { ImageEntry } from './image/image-file.ts';
import { entrySource, findEntry, ImageProblem } from './image/image-file.ts';
import { type OpenImage, withImage } from './image/open-image.ts';
import { type PeSignature, peSignatures } from './image/pe-signatures.ts';
import { type WimImage, type WimInfo, wimInfo } from './image/wim-info.ts';

/** A program that UEFI starts from a medium, and who signed it. */
export type BootLoader = { readonly path: string; readonly signatures: readonly PeSignature[] };

/** What a Windows installation medium holds. */
export type MediumInfo = {
  /** Volume id such as `CCCOMA_X64FRE_EN-US_DV9`. */
  readonly label: string;
  /** Path of the WIM or ESD that holds the editions. */
  readonly installImage: string;
  /** Editions, from `install.wim` or `install.esd`. */
  readonly images: readonly WimImage[];
  /** Language of Setup itself: the answer file's UILanguage must be this one. */
  readonly setupLanguage: string;
  readonly loaders: readonly BootLoader[];
  /** Boot images for CDs: one that asks for a key, and one that does not. */
  readonly bootImages: { readonly prompt: boolean; readonly noPrompt: boolean };
};

const loaderDirectories = ['efi/boot', 'efi/microsoft/boot'];
const maxLoaders = 32;

/**
 * Reads what an installer ISO holds without extracting anything: a few sectors of UDF (or ISO 9660), the WIMs' own
 * descriptions, and the signatures of its loaders. Throws `GP-MEDIA-MISSING` when the file is not there or is no
 * Windows medium.
 */
export async function inspectIso(path: string, signal?: AbortSignal): Promise<MediumInfo> {
  return await withImage(path, describeMedium, (found, cause) => notAMedium(path, found, cause), signal);
}

/** What an open medium of Windows holds. Throws `ImageProblem`. */
export async function describeMedium(open: OpenImage): Promise<MediumInfo> {
  const { image, files } = open;
  const [installImage, install] = await findInstallImage(open);
  const { images } = await describeWim(image, install);
  const has = async (path: string) => (await findEntry(files, path)) !== undefined;
  return {
    label: files.label,
    installImage,
    images,
    setupLanguage: await setupLanguage(open, images),
    loaders: await bootLoaders(open),
    bootImages: {
      prompt: await has('efi/microsoft/boot/efisys.bin'),
      noPrompt: await has('efi/microsoft/boot/efisys_noprompt.bin'),
    },
  };
}

async function findInstallImage({ files }: OpenImage): Promise<readonly [string, ImageEntry]> {
  for (const path of ['sources/install.wim', 'sources/install.esd']) {
    const entry = await findEntry(files, path);
    if (entry) return [path, entry];
  }
  if (await findEntry(files, 'sources/install.swm')) {
    throw new ImageProblem(
      'its install.wim is split into .swm files: join them (wimlib-imagex join) and pack the ISO anew',
    );
  }
  throw new ImageProblem('it has no sources/install.wim and no sources/install.esd');
}

/** Setup starts from the last image of `boot.wim`, the second one. */
async function setupLanguage({ image, files }: OpenImage, images: readonly WimImage[]): Promise<string> {
  const boot = await findEntry(files, 'sources/boot.wim');
  if (boot === undefined) throw new ImageProblem('it has no sources/boot.wim, from which Setup starts');
  const { images: bootImages, isSolid } = await describeWim(image, boot);
  if (isSolid) throw new ImageProblem('its boot.wim is solid, as an ESD is: no boot loader can read it');
  return bootImages.at(-1)?.defaultLanguage || images[0]?.defaultLanguage || '';
}

async function bootLoaders({ image, files }: OpenImage): Promise<readonly BootLoader[]> {
  const loaders: BootLoader[] = [];
  for (const directory of loaderDirectories) {
    const entry = await findEntry(files, directory);
    for (const file of entry?.isDirectory ? await files.list(entry) : []) {
      if (file.isDirectory || !/\.efi$/i.test(file.name) || loaders.length >= maxLoaders) continue;
      const path = `${directory}/${file.name}`;
      loaders.push({ path, signatures: await named(path, () => peSignatures(entrySource(image, file))) });
    }
  }
  return loaders;
}

async function describeWim(image: ByteSource, entry: ImageEntry): Promise<WimInfo> {
  return await named(entry.name, () => wimInfo(entrySource(image, entry)));
}

async function named<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ImageProblem)) throw error;
    throw new ImageProblem(`in ${name}: ${error.message}`, { cause: error });
  }
}

function notAMedium(path: string, found: string, cause: unknown): GoldpaneError {
  return new GoldpaneError('GP-MEDIA-MISSING', `${path} cannot be read as a Windows installation medium: ${found}`, {
    hint: 'Give the ISO as Microsoft publishes it; a download that was cut off looks like this too',
    cause,
  });
}

import { GoldpaneError } from '../base/errors.ts';
import type { ByteSource } from '../host/byte-source.ts';
import { openByteSource } from '../host/byte-source.ts';
import type { ImageEntry, ImageFileSystem } from './image-file.ts';
import { entrySource, findEntry, ImageProblem } from './image-file.ts';
import { readIso9660 } from './read-iso9660.ts';
import { readUdf } from './read-udf.ts';
import type { WimImage } from './wim-info.ts';
import { wimInfo } from './wim-info.ts';

/** What a Windows installation medium holds. */
export type MediumInfo = {
  /** Volume id such as `CCCOMA_X64FRE_EN-US_DV9`. */
  readonly label: string;
  /** Editions, from `install.wim` or `install.esd`. */
  readonly images: readonly WimImage[];
  /** Language of Setup itself: the answer file's UILanguage must be this one. */
  readonly setupLanguage: string;
};

/**
 * Reads what an installer ISO holds without extracting anything: a few sectors of UDF (or ISO 9660) and the WIMs'
 * own descriptions. Throws `GP-MEDIA-MISSING` when the file is not there or is no Windows medium.
 */
export async function inspectIso(path: string, signal?: AbortSignal): Promise<MediumInfo> {
  try {
    await using image = await openByteSource(path, signal);
    return await describeMedium(image);
  } catch (error) {
    if (error instanceof GoldpaneError) throw error;
    throw notAMedium(path, error);
  }
}

async function describeMedium(image: ByteSource): Promise<MediumInfo> {
  const files = (await readUdf(image)) ?? (await readIso9660(image));
  if (!files) throw new ImageProblem('it is neither UDF nor ISO 9660');
  const install = (await findEntry(files, 'sources/install.wim')) ?? (await findEntry(files, 'sources/install.esd'));
  if (!install) throw new ImageProblem('it has no sources/install.wim and no sources/install.esd');
  const images = await describeWim(image, install);
  return { label: files.label, images, setupLanguage: await setupLanguage(image, files, images) };
}

/** Setup starts from the last image of `boot.wim`, the second one. */
async function setupLanguage(image: ByteSource, files: ImageFileSystem, images: readonly WimImage[]): Promise<string> {
  const boot = await findEntry(files, 'sources/boot.wim');
  const bootImages = boot ? await describeWim(image, boot) : [];
  return bootImages.at(-1)?.defaultLanguage || images[0]?.defaultLanguage || '';
}

async function describeWim(image: ByteSource, entry: ImageEntry): Promise<readonly WimImage[]> {
  try {
    return await wimInfo(entrySource(image, entry));
  } catch (error) {
    if (!(error instanceof ImageProblem)) throw error;
    throw new ImageProblem(`in ${entry.name}: ${error.message}`, { cause: error });
  }
}

function notAMedium(path: string, cause: unknown): GoldpaneError {
  const found = cause instanceof Error ? cause.message : String(cause);
  return new GoldpaneError('GP-MEDIA-MISSING', `${path} cannot be read as a Windows installation medium: ${found}`, {
    hint: 'Give the ISO as Microsoft publishes it; a download that was cut off looks like this too',
    cause,
  });
}

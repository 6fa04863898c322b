import { GoldpaneError } from '../../base/errors.ts';
import { type ByteSource, openByteSource } from '../../host/byte-source.ts';
import { type ImageFileSystem, ImageProblem, refuseCutOff } from './image-file.ts';
import { iso9660Bytes, readIso9660 } from './read-iso9660.ts';
import { readUdf } from './read-udf.ts';

/** An ISO that is open: its bytes, and the tree that Windows would show. */
export type OpenImage = { readonly image: ByteSource; readonly files: ImageFileSystem };

/**
 * Opens an ISO, by UDF when it has that, and gives it to `read`; closes it afterwards. What is wrong with its bytes
 * becomes the error that `problem` makes; other errors pass.
 */
export async function withImage<T>(
  path: string,
  read: (open: OpenImage) => Promise<T>,
  problem: (found: string, cause: unknown) => GoldpaneError,
  signal?: AbortSignal,
): Promise<T> {
  try {
    await using image = await openByteSource(path, signal);
    refuseCutOff(image, await iso9660Bytes(image));
    const files = (await readUdf(image)) ?? (await readIso9660(image));
    if (!files) throw new ImageProblem('it is neither UDF nor ISO 9660');
    return await read({ image, files });
  } catch (error) {
    if (error instanceof GoldpaneError) throw error;
    throw problem(error instanceof Error ? error.message : String(error), error);
  }
}

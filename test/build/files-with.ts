import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Paths of the files below a directory that hold a text. */
export async function filesWith(directory: string, text: string): Promise<string[]> {
  const names = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = names.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const contents = await Promise.all(paths.map((path) => readFile(path)));
  return paths.filter((_, index) => contents[index]?.includes(text)).sort();
}

import { createHash } from 'node:crypto';
import { GoldpaneError } from '../../base/errors.ts';
import type { Sha256 } from '../../base/ids.ts';
import type { ByteSource } from '../../host/byte-source.ts';
import { openByteSource } from '../../host/byte-source.ts';
import type { ImageEntry, ImageFileSystem } from '../image/image-file.ts';
import { entrySource, ImageProblem } from '../image/image-file.ts';
import { readIso9660 } from '../image/read-iso9660.ts';

const maxDepth = 32;
const blockBytes = 1024 * 1024;

/**
 * Reads an ISO by its Joliet names, as Windows does, and compares label, names and contents with what was to be
 * packed. Throws `GP-MEDIA-PACK` with every difference: ISO writers shorten names without a word.
 */
export async function compareIso(
  path: string,
  label: string,
  expected: ReadonlyMap<string, Sha256>,
  signal?: AbortSignal,
): Promise<void> {
  await using image = await openByteSource(path, signal);
  const differences = await findDifferences(image, label, expected);
  if (differences.length === 0) return;
  throw new GoldpaneError('GP-MEDIA-PACK', `The medium ${label} differs from its files: ${differences.join('; ')}`, {
    hint: 'Check the version of xorriso (1.5 and later are known to work) and the disk for errors',
  });
}

async function findDifferences(image: ByteSource, label: string, expected: ReadonlyMap<string, Sha256>) {
  const files = await readIso9660(image);
  if (files?.kind !== 'joliet') return ['it has no Joliet names'];
  const differences = files.label === label ? [] : [`its label is ${files.label}`];
  const found = new Map<string, Sha256>();
  await hashTree(image, files, files.root, '', found);
  for (const [name, sha256] of expected) {
    const other = found.get(name);
    if (other === undefined) differences.push(`${name} is missing`);
    else if (other !== sha256) differences.push(`${name} has other bytes`);
  }
  for (const name of found.keys()) if (!expected.has(name)) differences.push(`${name} should not be there`);
  return differences;
}

async function hashTree(
  image: ByteSource,
  files: ImageFileSystem,
  directory: ImageEntry,
  prefix: string,
  found: Map<string, Sha256>,
): Promise<void> {
  if (prefix.split('/').length > maxDepth) throw new ImageProblem('directories are nested too deeply');
  for (const entry of await files.list(directory)) {
    const name = `${prefix}${entry.name}`;
    if (entry.isDirectory) await hashTree(image, files, entry, `${name}/`, found);
    else found.set(name, await hashEntry(image, entry));
  }
}

async function hashEntry(image: ByteSource, entry: ImageEntry): Promise<Sha256> {
  const source = entrySource(image, entry);
  const hash = createHash('sha256');
  for (let position = 0; position < source.sizeBytes; position += blockBytes) {
    hash.update(await source.read(position, blockBytes));
  }
  return hash.digest('hex') as Sha256;
}

import { resolve } from 'node:path';
import { GoldpaneError } from '../base/errors.ts';
import { nearNames } from '../base/near-names.ts';
import { fileSize, isFile, pathExists } from '../host/files.ts';
import { type FileInfo, inspectFile } from '../media/inspect-file.ts';
import type { Store } from '../store/store.ts';
import { listMedia, type MediaEntry } from './list-media.ts';
import { notAFile } from './media/not-a-file.ts';

/** A medium: what the catalogue says of it, and what its file holds. */
export type ShownMedia = {
  readonly entry?: MediaEntry | undefined;
  /** Absent when it is not here. */
  readonly path?: string | undefined;
  readonly sizeBytes?: number | undefined;
  /** Absent when it is not here, and for software that goldpane only passes on. */
  readonly info?: FileInfo | undefined;
};

/**
 * Shows a medium by its id in the catalogue, or any file by its path; nothing is extracted and nothing is hashed.
 * Throws `GP-MEDIA-MISSING` when there is no such id and no such file, `GP-MEDIA-UNKNOWN`.
 */
export async function showMedia(store: Store, nameOrPath: string, signal?: AbortSignal): Promise<ShownMedia> {
  const entries = await listMedia(store);
  const entry = entries.find(({ id }) => id === nameOrPath);
  const path = entry ? entry.path : resolve(nameOrPath);
  if (path === undefined) return { entry };
  if (!(await isFile(path))) throw (await pathExists(path)) ? notAFile(path) : notFound(nameOrPath, entries);
  const sizeBytes = await fileSize(path);
  return { entry, path, sizeBytes, ...(entry?.kind === 'tool' ? {} : { info: await inspectFile(path, signal) }) };
}

function notFound(name: string, entries: readonly MediaEntry[]): GoldpaneError {
  const near = nearNames(
    name,
    entries.map(({ id }) => id),
  );
  return new GoldpaneError('GP-MEDIA-MISSING', `There is no medium and no file ${name}`, {
    hint: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'See which there are: goldpane list media',
  });
}

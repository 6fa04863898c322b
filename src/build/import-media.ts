import { basename, join, resolve } from 'node:path';
import { GoldpaneError } from '../base/errors.ts';
import type { EmitEvent, Event } from '../base/events.ts';
import type { Sha256 } from '../base/ids.ts';
import { now } from '../host/clock.ts';
import { xdgDirectory } from '../host/environment.ts';
import { copySparse, fileSize, isFile, makeDirectory, pathExists, readText } from '../host/files.ts';
import { hashFile } from '../host/hash-file.ts';
import { writeFileAtomic } from '../host/write-atomic.ts';
import { readEsdCatalogue } from '../media/esd-catalogue.ts';
import { promote } from '../media/media-cache.ts';
import { catalogueItems } from '../media/media-item.ts';
import { esdMedia, type ImportedMedium, withImportedMedia } from '../recipe/imported-media.ts';
import { requireFreeSpace } from '../store/free-space.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { makeTemporary } from '../store/temporary.ts';
import { readCatalogue } from './find-recipe.ts';
import { notAFile } from './not-a-file.ts';
import { recogniseMedium, unknownMedium } from './recognise-medium.ts';
import { runWork } from './run-work.ts';
import { defaultStoreDirectory } from './store-directory.ts';

/** How to import. */
export type ImportMediaOptions = {
  /** The store; `$XDG_DATA_HOME/goldpane` when absent. */
  readonly store?: string | undefined;
  readonly onEvent?: ((event: Event) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** What was imported. */
export type ImportedFile = {
  /** Ids in the catalogue: of the file, or of the media that a publisher's catalogue names. */
  readonly ids: readonly string[];
  /** Where the file is now; absent for a catalogue, which is not kept. */
  readonly path?: string;
  readonly sha256?: Sha256;
  readonly sizeBytes?: number;
  /** The catalogue file that was written, for media that no catalogue knew. */
  readonly catalogue?: string;
};

/**
 * Takes a user's file into the cache: recognised by its digest in the catalogue, else by its contents, and then written
 * into a catalogue file of the user. Of the Media Creation Tool's `products.xml` all media are written there. It is
 * copied, never linked, so that nothing done to the original later reaches what was verified. Throws
 * `GP-MEDIA-MISSING`, `GP-MEDIA-UNKNOWN`, `GP-MEDIA-HASH`, `GP-HOST-SPACE`.
 */
export async function importMedia(file: string, options: ImportMediaOptions = {}): Promise<ImportedFile> {
  const path = resolve(file);
  if (!(await isFile(path))) {
    if (await pathExists(path)) throw notAFile(path);
    throw new GoldpaneError('GP-MEDIA-MISSING', `There is no file ${path}`, { hint: 'Correct the path' });
  }
  const store = await openStore(options.store ?? defaultStoreDirectory(), { create: true });
  const { onEvent, signal } = options;
  return await runWork(store, `import media ${file}`, { onEvent, signal }, async ({ journal }) => {
    if (path.toLowerCase().endsWith('.xml')) return await takeEsdCatalogue(path);
    await using temporary = await makeTemporary(store);
    return await takeFile(path, join(temporary.path, 'copy'), store, journal.emit, signal);
  });
}

async function takeFile(
  path: string,
  copy: string,
  store: Store,
  emit: EmitEvent,
  signal: AbortSignal | undefined,
): Promise<ImportedFile> {
  const sizeBytes = await fileSize(path);
  await requireFreeSpace([{ path: store.directory, bytes: sizeBytes, purpose: basename(path) }]);
  emit({ kind: 'work.started', work: 'import', title: `copy ${basename(path)}` });
  await copySparse(path, copy, signal ? { signal } : {});
  emit({ kind: 'work.started', work: 'hash', title: `read ${basename(path)}` });
  const sha256 = await hashFile(copy, { signal });
  emit({ kind: 'work.finished', work: 'hash' });
  emit({ kind: 'work.finished', work: 'import' });
  const catalogue = await readCatalogue();
  const known = catalogueItems(catalogue).find((item) => item.sha256 === sha256);
  if (known) {
    return { ids: [known.id], path: await promote(store.paths, copy, sha256, known, path), sha256, sizeBytes };
  }
  const medium = await recogniseMedium(path, copy, sha256, sizeBytes, catalogue);
  const cached = await promote(store.paths, copy, sha256, medium, path);
  return { ids: [medium.id], path: cached, sha256, sizeBytes, catalogue: await writeCatalogue([medium]) };
}

/** The media that the Media Creation Tool's catalogue names, as far as their releases are known. */
async function takeEsdCatalogue(path: string): Promise<ImportedFile> {
  const { releases } = await readCatalogue();
  const seenIn = `Microsoft's catalogue of the Media Creation Tool, imported on ${now().toISOString().slice(0, 10)}`;
  const media = esdMedia(await readEsdCatalogue(path), releases, seenIn);
  if (media.length === 0) throw unknownMedium(path, 'none of its media is of a release and architecture that is known');
  return { ids: media.map(({ id }) => id), catalogue: await writeCatalogue(media) };
}

async function writeCatalogue(media: readonly ImportedMedium[]): Promise<string> {
  const directory = join(xdgDirectory('config'), 'recipes/catalogue');
  const path = join(directory, 'imported.yaml');
  await makeDirectory(directory);
  await writeFileAtomic(path, withImportedMedia((await pathExists(path)) ? await readText(path) : '', media));
  return path;
}

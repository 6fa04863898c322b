import { basename, join, resolve } from 'node:path';
import { GoldpaneError } from '../base/errors.ts';
import type { EmitEvent, Event } from '../base/events.ts';
import { type Sha256, sha256From } from '../base/ids.ts';
import { now } from '../host/clock.ts';
import { xdgDirectory } from '../host/environment.ts';
import { copySparse, fileSize, isFile, makeDirectory, pathExists, readText } from '../host/files.ts';
import { hashFile } from '../host/hash-file.ts';
import { writeFileAtomic } from '../host/write-atomic.ts';
import { readEsdCatalogue } from '../media/esd-catalogue.ts';
import { byteProgress } from '../media/fetch/byte-progress.ts';
import { promote } from '../media/fetch/media-cache.ts';
import { catalogueItems } from '../media/media-item.ts';
import { esdMedia, type ImportedMedium, withImportedMedia } from '../recipe/imported-media.ts';
import { requireFreeSpace } from '../store/free-space.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { makeTemporary } from '../store/temporary.ts';
import { notAFile } from './media/not-a-file.ts';
import { type CopiedFile, recogniseMedium, unknownMedium } from './media/recognise-medium.ts';
import { readCatalogue } from './recipe/find-recipe.ts';
import { runWork } from './run/run-work.ts';
import { defaultStoreDirectory } from './store-directory.ts';

/** How to import. */
export type ImportMediaOptions = {
  /** The store; `$XDG_DATA_HOME/goldpane` when absent. */
  readonly store?: string | undefined;
  /** What the file must have; with it, any file is taken, since whoever pins it knows what it is. */
  readonly sha256?: string | undefined;
  readonly onEvent?: ((event: Event) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** What was imported. */
export type ImportedFile = {
  /** Ids in the catalogue, of the file or of the media that a publisher's catalogue names; else the file's name. */
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
 * into a catalogue file of the user. Of the Media Creation Tool's `products.xml` all media are written there. With
 * `sha256` any file is taken that has it. It is copied, never linked, so that nothing done to the original later reaches
 * what was verified. Throws `GP-MEDIA-MISSING`, `GP-MEDIA-UNKNOWN`, `GP-MEDIA-HASH`, `GP-HOST-SPACE`, `GP-USAGE`.
 */
export async function importMedia(file: string, options: ImportMediaOptions = {}): Promise<ImportedFile> {
  const path = resolve(file);
  if (!(await isFile(path))) {
    if (await pathExists(path)) throw notAFile(path);
    throw new GoldpaneError('GP-MEDIA-MISSING', `There is no file ${path}`, { hint: 'Correct the path' });
  }
  const { onEvent, signal } = options;
  const wanted = options.sha256 === undefined ? undefined : wantedDigest(options.sha256);
  const store = await openStore(options.store ?? defaultStoreDirectory(), { create: true });
  return await runWork(store, `import media ${file}`, { onEvent, signal }, async ({ journal }) => {
    if (path.toLowerCase().endsWith('.xml') && wanted === undefined) return await takeEsdCatalogue(path);
    await using temporary = await makeTemporary(store);
    const copy = join(temporary.path, 'copy');
    const sha256 = await copyAndHash(path, copy, store, journal.emit, signal);
    return await takeFile({ path, copy, sha256, sizeBytes: await fileSize(copy) }, wanted, store);
  });
}

async function copyAndHash(
  path: string,
  copy: string,
  store: Store,
  emit: EmitEvent,
  signal: AbortSignal | undefined,
): Promise<Sha256> {
  const sizeBytes = await fileSize(path);
  await requireFreeSpace([{ path: store.directory, bytes: sizeBytes, purpose: basename(path) }]);
  emit({ kind: 'work.started', work: 'copy', title: `copy ${basename(path)}` });
  await copySparse(path, copy, signal ? { signal } : {});
  emit({ kind: 'work.finished', work: 'copy' });
  emit({ kind: 'work.started', work: 'hash', title: `read ${basename(path)}` });
  const report = byteProgress(emit, 'hash');
  const sha256 = await hashFile(copy, { signal, onProgress: (done) => report(done, sizeBytes) });
  emit({ kind: 'work.finished', work: 'hash' });
  return sha256;
}

async function takeFile(file: CopiedFile, wanted: Sha256 | undefined, { paths }: Store): Promise<ImportedFile> {
  const { path, copy, sha256, sizeBytes } = file;
  if (wanted !== undefined && sha256 !== wanted) throw anotherFile(path, sha256, wanted);
  const catalogue = await readCatalogue();
  const known = catalogueItems(catalogue).find((item) => item.sha256 === sha256);
  if (known) return { ids: [known.id], path: await promote(paths, copy, sha256, known, path), sha256, sizeBytes };
  if (wanted !== undefined) {
    const named = { id: basename(path), file: basename(path) };
    return { ids: [named.id], path: await promote(paths, copy, sha256, named, path), sha256, sizeBytes };
  }
  const medium = await recogniseMedium(file, catalogue);
  const cached = await promote(paths, copy, sha256, medium, path);
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

function wantedDigest(text: string): Sha256 {
  const digest = text.toLowerCase();
  if (/^[0-9a-f]{64}$/.test(digest)) return sha256From(digest);
  throw new GoldpaneError('GP-USAGE', `${text} is no SHA-256`, {
    hint: 'Give 64 hex digits, as the message shows them',
  });
}

function anotherFile(path: string, found: Sha256, wanted: Sha256): GoldpaneError {
  return new GoldpaneError('GP-MEDIA-HASH', `${path} has SHA-256 ${found}, and ${wanted} was asked for`, {
    hint: 'Get the file again; if this one is right, pin its digest where the other stands',
  });
}

import { readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf, digestOfBytes } from '../base/canonical-json.ts';
import type { EmitEvent } from '../base/events.ts';
import type { Sha256 } from '../base/ids.ts';
import { fileSize, makeDirectory, pathExists, readText, removeTree } from '../host/files.ts';
import { hashFile } from '../host/hash-file.ts';
import { writeFileAtomic } from '../host/write-atomic.ts';
import { bootImagePaths, packUdf } from '../media/pack/pack-udf.ts';
import type { Guest } from './guest-directory.ts';
import { visibleInIso9660, writeMediumTree } from './medium-tree.ts';
import { bootImages, type WindowsImage, type WindowsRelease } from './windows-images.ts';
import { writeWindowsTree } from './windows-tree.ts';
import { writeWim } from './write-wim.ts';

/** What an installation medium is made of. */
export type MediaOptions = {
  readonly images: readonly WindowsImage[];
  readonly release: WindowsRelease;
  /** What boots. Without it the medium has the shape of Windows media and does not start. */
  readonly guest?: Guest | undefined;
  /** What stands where UEFI looks for a loader in a medium without guest; a placeholder when absent. */
  readonly loader?: Uint8Array | undefined;
  /** True: "Press any key to boot from CD or DVD..", as Microsoft's media ask. */
  readonly prompt: boolean;
  /** Volume id, such as `CCCOMA_X64FRE_EN-US_DV9`. */
  readonly label: string;
  /** Holds finished media, by digest. */
  readonly cacheDir: string;
  /** An existing directory for temporary files, on the file system of `cacheDir`. */
  readonly workDir: string;
  readonly onEvent?: EmitEvent | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** An installation medium on disk. */
export type Media = {
  readonly path: string;
  /** Of the file. */
  readonly sha256: Sha256;
  readonly sizeBytes: number;
  /** Of what it was made of: equal options give an equal one, on every host. */
  readonly digest: Sha256;
};

/** Raised when the way a medium is put together changes. */
const format = 1;

/**
 * A Windows-shaped ISO: UDF with `sources/install.wim` and `sources/boot.wim`, El Torito, and little in ISO 9660. Taken
 * from the cache when nothing has changed. Throws `GP-HOST-TOOL`, `GP-TOOL-FAILED`, `GP-CANCELLED`.
 */
export async function buildMedia(options: MediaOptions): Promise<Media> {
  const { cacheDir, workDir, onEvent, signal } = options;
  const digest = mediaDigest(options);
  const path = join(cacheDir, 'media', `${digest.slice(0, 16)}.iso`);
  const sum = `${path}.sha256`;
  if (!(await pathExists(sum))) {
    onEvent?.({ kind: 'work.started', work: 'rehearsal-media', title: `Build the medium ${options.label}` });
    const work = join(workDir, 'rehearsal-media');
    await removeTree(work);
    await packMedia(work, options);
    await makeDirectory(join(cacheDir, 'media'));
    await rename(join(work, 'medium.iso'), path);
    await writeFileAtomic(sum, `${await hashFile(path, { signal })}\n`);
    await removeTree(work);
    onEvent?.({ kind: 'work.finished', work: 'rehearsal-media', detail: path });
  }
  return { path, sha256: (await readText(sum)).trim() as Sha256, sizeBytes: await fileSize(path), digest };
}

function mediaDigest({ images, release, guest, loader, prompt, label }: MediaOptions): Sha256 {
  return digestOf({
    format,
    images: images.map((image) => ({ ...image })),
    release,
    guest: guest?.digest ?? null,
    ...(loader === undefined ? {} : { loader: digestOfBytes(loader) }),
    prompt,
    label,
  });
}

async function packMedia(work: string, options: MediaOptions): Promise<void> {
  const { images, release, guest, loader, signal } = options;
  const tree = join(work, 'medium');
  const installed = join(work, 'windows');
  const winpe = join(work, 'winpe');
  await writeMediumTree(tree, release, { guest, loader }, signal);
  await writeWindowsTree(installed, guest);
  await writeWindowsTree(winpe, undefined);
  await writeWim(join(tree, 'sources/install.wim'), { tree: installed, images, release }, signal);
  const boot = { tree: winpe, images: bootImages(release.architecture), release, bootIndex: 2 };
  await writeWim(join(tree, 'sources/boot.wim'), boot, signal);
  await writeIso(tree, work, options);
}

async function writeIso(tree: string, work: string, { label, prompt, signal }: MediaOptions): Promise<void> {
  const hidden = join(work, 'hidden');
  const names = (await readdir(tree)).filter((name) => !visibleInIso9660.includes(name));
  await writeFile(hidden, names.map((name) => `${name}\n`).join(''));
  const efiImage = prompt ? bootImagePaths.prompt : bootImagePaths.noPrompt;
  await packUdf({ tree, out: join(work, 'medium.iso'), label, efiImage, hidden, signal });
}

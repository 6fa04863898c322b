import { cp, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestOf, digestOfBytes } from '../base/canonical-json.ts';
import type { EmitEvent } from '../base/events.ts';
import type { Sha256 } from '../base/ids.ts';
import { makeDirectory, pathExists, readText, removeTree } from '../host/files.ts';
import { writeFileAtomic } from '../host/write-atomic.ts';
import { aptPackages } from './apt-packages.ts';
import { unpackDeb } from './deb.ts';
import { fetchPackages, lockedPackages } from './fetch-packages.ts';
import { type Guest, type GuestFiles, guestFiles } from './guest-directory.ts';
import { guestInitramfs } from './guest-initramfs.ts';
import { libraryFiles, type PackageFiles, readPackageFiles } from './package-files.ts';
import type { DebianPackage, PackageSource } from './packages.ts';

/** Where a guest is built. */
export type BuildGuestOptions = {
  /** Holds downloaded packages and finished guests; shared between builds. */
  readonly cacheDir: string;
  /** An existing directory for temporary files, on the file system of `cacheDir`. */
  readonly workDir: string;
  /** apt of this host when absent. */
  readonly packages?: PackageSource | undefined;
  readonly onEvent?: EmitEvent | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** Programs that Setup runs from the medium, and the agent, which lies in the image. */
const tools = ['efibootmgr', 'mkfs.fat', 'mkntfs', 'sfdisk', 'wimlib-imagex', 'xmllint'];
const agent = ['qemu-ga'];
/** Large, and nothing that a virtual machine needs. */
const leftOut = [
  './usr/share',
  ...['gpu', 'media', 'infiniband', 'staging', 'iio', 'net/wireless'].map((name) => `*/kernel/drivers/${name}`),
  '*/kernel/sound',
];
/** Raised when the way a guest is put together changes. */
const format = 1;

/** Directory of the scripts that run inside the guest. */
const scripts = fileURLToPath(new URL('../../guest-scripts/rehearsal/guest/', import.meta.url));

/**
 * The rehearsal guest, built from Debian packages or taken from the cache when neither its scripts nor its packages
 * have changed. Needs no privileges. Throws `GP-REHEARSAL-GUEST`, `GP-MEDIA-HASH`, `GP-HOST-TOOL`, `GP-TOOL-FAILED`,
 * `GP-CANCELLED`.
 */
export async function buildGuest(options: BuildGuestOptions): Promise<Guest> {
  const { cacheDir, workDir, signal, onEvent, packages: source = aptPackages() } = options;
  const packages = await lockedPackages(cacheDir, source, signal);
  const digest = await inputsDigest(packages);
  const directory = join(cacheDir, 'guests', digest.slice(0, 16));
  const guest: Guest = { schema: 'goldpane/rehearsal-guest/1', digest, packages, ...guestFiles(directory) };
  if (await pathExists(join(directory, 'guest.json'))) return guest;

  onEvent?.({ kind: 'work.started', work: 'rehearsal-guest', title: 'Build the rehearsal guest' });
  const debs = await fetchPackages(packages, cacheDir, source, signal);
  const root = join(workDir, 'rehearsal-root');
  const made = join(workDir, 'rehearsal-guest');
  await Promise.all([removeTree(root), removeTree(made)]);
  for (const deb of debs) await unpackDeb(deb, root, leftOut, signal);
  await assemble(await readPackageFiles(root), guestFiles(made), signal);
  const { schema } = guest;
  await writeFileAtomic(join(made, 'guest.json'), `${JSON.stringify({ schema, digest, packages }, undefined, 2)}\n`);
  await makeDirectory(join(cacheDir, 'guests'));
  await removeTree(directory);
  await rename(made, directory);
  await removeTree(root);
  onEvent?.({ kind: 'work.finished', work: 'rehearsal-guest', detail: `${packages.length} packages` });
  return guest;
}

async function inputsDigest(packages: readonly DebianPackage[]): Promise<Sha256> {
  const files = (await readdir(scripts, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  const contents = await Promise.all(
    paths.map(async (path) => [path.slice(scripts.length), digestOfBytes(await readText(path))]),
  );
  return digestOf({ format, scripts: contents, packages: packages.map(({ name, sha256 }) => [name, sha256]) });
}

async function assemble(packages: PackageFiles, to: GuestFiles, signal?: AbortSignal): Promise<void> {
  await makeDirectory(to.directory);
  await cp(packages.matching(/\/boot\/vmlinuz-[^/]*$/)[0] ?? packages.path('vmlinuz'), to.kernel);
  await cp(packages.path('shimx64.efi.signed'), to.shim);
  await cp(packages.path('grubx64.efi.signed'), to.grub);
  await cp(packages.path('gcdx64.efi.signed'), to.grubCd);
  await cp(join(scripts, 'grub'), to.grubConfigs, { recursive: true });
  await copyPrograms(packages, tools, to.tools);
  await copyPrograms(packages, agent, to.agent);
  await writeFileAtomic(to.initramfs, await guestInitramfs(packages, scripts, signal));
}

async function copyPrograms(packages: PackageFiles, names: readonly string[], to: string): Promise<void> {
  await makeDirectory(join(to, 'bin'));
  await makeDirectory(join(to, 'lib'));
  for (const name of names) await cp(packages.path(name), join(to, 'bin', name), { dereference: true });
  for (const [name, path] of await libraryFiles(packages, names))
    await cp(path, join(to, 'lib', name), { dereference: true });
}

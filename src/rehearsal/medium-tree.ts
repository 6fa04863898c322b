import { cp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeDirectory } from '../host/files.ts';
import { bootImagePaths } from '../media/pack/pack-udf.ts';
import { writeBootImage } from './boot-image.ts';
import type { Guest } from './guest-directory.ts';
import type { WindowsRelease } from './windows-images.ts';

/** Files of Windows media that only have to be there. Real ones hold loaders for PCs without UEFI. */
const placeholders = [
  'bootmgr',
  'setup.exe',
  'boot/bcd',
  'boot/boot.sdi',
  'boot/etfsboot.com',
  'efi/microsoft/boot/bcd',
  'sources/setup.exe',
];

/**
 * Names at the root that ISO 9660 shows as well as UDF: signed GRUB reads no UDF. Everything else is in UDF only, as on
 * Windows media.
 */
export const visibleInIso9660: readonly string[] = ['README.TXT', 'boot', 'efi'];

/** What boots from a medium: the guest, or something that stands at its loader's place. */
type Bootable = { readonly guest?: Guest | undefined; readonly loader?: Uint8Array | undefined };

/** Everything of a Windows medium but its WIM files. Without `guest` it is a medium to look at, not to boot. */
export async function writeMediumTree(
  tree: string,
  release: WindowsRelease,
  bootable: Bootable,
  signal?: AbortSignal,
): Promise<void> {
  const { guest } = bootable;
  const write = async (path: string, data: string | Uint8Array) => {
    await makeDirectory(dirname(join(tree, path)));
    await writeFile(join(tree, path), data);
  };
  for (const path of placeholders) await write(path, new Uint8Array(4096));
  await write('autorun.inf', '[AutoRun.Amd64]\r\nopen=setup.exe\r\n');
  await write('README.TXT', 'This disc holds a UDF file system (ISO/IEC 13346), which this system cannot read.\r\n');
  await write(
    'sources/lang.ini',
    `[Available UI Languages]\r\n${release.language} = 3\r\n\r\n[Fallback Languages]\r\n`,
  );
  const loader = release.architecture === 'amd64' ? 'bootx64.efi' : 'bootaa64.efi';
  await write(`efi/boot/${loader}`, bootable.loader ?? new Uint8Array(4096));
  if (!guest) {
    for (const path of [bootImagePaths.prompt, bootImagePaths.noPrompt]) await write(path, new Uint8Array(64 * 1024));
    return;
  }
  await cp(guest.shim, join(tree, 'efi/boot', loader));
  await addLoaders(tree, guest, write, signal);
}

/**
 * GRUB sees the whole CD and not the image it came from, so the two variants are told apart by the configuration that
 * is built into each signed GRUB: the CD's own (`boot/grub`) asks for a key first.
 */
async function addLoaders(
  tree: string,
  guest: Guest,
  write: (path: string, data: string | Uint8Array) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  await writeBootImage(join(tree, bootImagePaths.prompt), guest.shim, guest.grubCd, signal);
  await writeBootImage(join(tree, bootImagePaths.noPrompt), guest.shim, guest.grub, signal);
  await makeDirectory(join(tree, 'boot/grub'));
  await makeDirectory(join(tree, 'efi/debian'));
  await cp(join(guest.grubConfigs, 'prompt.cfg'), join(tree, 'boot/grub/grub.cfg'));
  await cp(join(guest.grubConfigs, 'setup.cfg'), join(tree, 'efi/debian/grub.cfg'));
  await cp(guest.kernel, join(tree, 'boot/vmlinuz'));
  await cp(guest.initramfs, join(tree, 'boot/initrd.img'));
  await cp(guest.tools, join(tree, 'rehearsal'), { recursive: true });
  await write('rehearsal/README.txt', 'Programs of Debian GNU/Linux that the rehearsal of Windows Setup runs.\r\n');
}

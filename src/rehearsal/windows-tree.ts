import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from '../host/files.ts';
import type { Guest } from './guest-directory.ts';

/** The files of an installed Windows that every image holds; with `guest`, what starts and its agent. */
export async function writeWindowsTree(tree: string, guest: Guest | undefined): Promise<void> {
  for (const directory of [
    'Windows/System32/config',
    'Windows/Boot/EFI',
    'Users/Public',
    'ProgramData',
    'Program Files',
  ]) {
    await makeDirectory(join(tree, directory));
  }
  await writeFile(join(tree, 'Windows', 'rehearsal.txt'), 'This is a goldpane rehearsal, not Windows.\r\n');
  if (!guest) return;
  const boot = join(tree, 'Windows', 'Boot', 'EFI');
  await cp(guest.shim, join(boot, 'bootmgfw.efi'));
  await cp(guest.grub, join(boot, 'grubx64.efi'));
  await cp(join(guest.grubConfigs, 'os.cfg'), join(boot, 'grub.cfg'));
  await cp(guest.kernel, join(boot, 'vmlinuz'));
  await cp(guest.initramfs, join(boot, 'initrd.img'));
  await cp(guest.agent, join(tree, 'Program Files', 'Qemu-ga'), { recursive: true });
}

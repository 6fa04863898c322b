import { truncate, writeFile } from 'node:fs/promises';
import { runTool } from '../host/run-tool.ts';

const sizeBytes = 6 * 1024 * 1024;

/**
 * Writes an El Torito image for UEFI as Windows media have it: a FAT file system with `EFI/BOOT/BOOTX64.EFI`, and
 * the GRUB that this shim starts. Throws `GP-HOST-TOOL` or `GP-TOOL-FAILED` of mkfs.fat, mmd and mcopy.
 */
export async function writeBootImage(path: string, shim: string, grub: string, signal?: AbortSignal): Promise<void> {
  await writeFile(path, '');
  await truncate(path, sizeBytes);
  await runTool('mkfs.fat', ['--invariant', '-n', 'EFISECTOR', path], { signal });
  // mtools otherwise takes the time of day into the image.
  const env = { SOURCE_DATE_EPOCH: '0' };
  await runTool('mmd', ['-i', path, '::EFI', '::EFI/BOOT'], { signal, env });
  await runTool('mcopy', ['-i', path, shim, '::EFI/BOOT/BOOTX64.EFI'], { signal, env });
  await runTool('mcopy', ['-i', path, grub, '::EFI/BOOT/grubx64.efi'], { signal, env });
}

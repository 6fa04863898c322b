import type { FirmwareFile } from '../base/host-profile.ts';
import { copySparse } from '../host/files.ts';
import { convertToRaw } from './qemu-img.ts';

/** Makes a machine's own UEFI variables from the firmware's template: always raw, which every runner can read. */
export async function createUefiVariables(template: FirmwareFile, path: string, signal?: AbortSignal): Promise<void> {
  if (template.format === 'qcow2') await convertToRaw(template.path, path, signal);
  else await copySparse(template.path, path, signal ? { signal } : {});
}

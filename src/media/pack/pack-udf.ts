import { runTool } from '../../host/run-tool.ts';

/** Paths of the El Torito images on Windows media. */
export const bootImagePaths = {
  bios: 'boot/etfsboot.com',
  prompt: 'efi/microsoft/boot/efisys.bin',
  noPrompt: 'efi/microsoft/boot/efisys_noprompt.bin',
} as const;

/** What to pack as an installation medium. */
export type UdfOptions = {
  readonly tree: string;
  /** Path of the ISO. */
  readonly out: string;
  /** Volume id, such as `CCCOMA_X64FRE_EN-US_DV9`. */
  readonly label: string;
  /** Path, in the tree, of the image that UEFI starts. */
  readonly efiImage: string;
  /** A file with the names at the root that are left out of ISO 9660; none are when absent. */
  readonly hidden?: string | undefined;
  readonly signal?: AbortSignal | undefined;
};

/**
 * Packs a tree as Windows media are: UDF for files of any size, and El Torito for BIOS and UEFI. xorriso writes no UDF.
 * Throws `GP-HOST-TOOL`, `GP-TOOL-FAILED`, `GP-CANCELLED`.
 */
export async function packUdf({ tree, out, label, efiImage, hidden, signal }: UdfOptions): Promise<void> {
  const bios = ['-b', bootImagePaths.bios, '-no-emul-boot', '-boot-load-size', '8'];
  const efi = ['-eltorito-alt-boot', '-e', efiImage, '-no-emul-boot'];
  const format = ['-udf', '-allow-limited-size', '-iso-level', '3', '-V', label];
  const hide = hidden === undefined ? [] : ['-hide-list', hidden];
  await runTool('genisoimage', ['-quiet', ...format, ...hide, ...bios, ...efi, '-o', out, tree], { signal, cwd: tree });
}

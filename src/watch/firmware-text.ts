/**
 * Texts of firmware and boot loaders on COM1 that mean something. They are guest output: they prove nothing, so they
 * are judged only before the guest has spoken with its boot's nonce.
 * Sources: MdeModulePkg/Universal/BdsDxe and OvmfPkg/Library/PlatformBmPrintScLib of tianocore/edk2, GRUB, shim; as
 * seen on a serial port with Debian's OVMF 2022.11.
 */

/** What the loader of a Windows medium says. `Press any key` alone is said by the firmware's menu too. */
export const installerPrompt = /Press any key to boot from/;

const bdsStarting = /BdsDxe: starting Boot[0-9A-F]{4} "([^"]*)"/;
const bdsRefused = /BdsDxe: failed to (?:load|start) Boot[0-9A-F]{4} "([^"]*)".*(?:Access Denied|Security Violation)/;
const firmwareOwn = /UiApp|EFI Internal Shell|Boot Manager Menu|PXE|HTTP/;

/** True when the firmware has said anything at all. */
export function isFirmwareText(text: string): boolean {
  return text.includes('BdsDxe');
}

/** True when the firmware hands over to a DVD. */
export function isDvdStarting(text: string): boolean {
  return bdsStarting.exec(text)?.[1]?.includes('DVD') === true;
}

/** Name of the boot entry that the firmware hands over to, unless it is a part of the firmware itself. */
export function startedLoader(text: string): string | undefined {
  const name = bdsStarting.exec(text)?.[1]?.trim();
  return name === undefined || firmwareOwn.test(name) ? undefined : name;
}

/** Name of a boot entry that Secure Boot refused, unless it is a part of the firmware itself. */
export function refusedLoader(text: string): string | undefined {
  const name = bdsRefused.exec(text)?.[1]?.trim();
  return name === undefined || firmwareOwn.test(name) ? undefined : name;
}

const nothingToBoot = [
  /BdsDxe: starting Boot[0-9A-F]{4} "(?:UiApp|EFI Internal Shell|[^"]*(?:PXE|HTTP)[^"]*)"/,
  /No bootable option or device was found/,
  /Press any key to enter the Boot Manager Menu/,
  />>Start (?:PXE|HTTP)/,
  /^UEFI Interactive Shell/,
];

/** True when the firmware ran out of things to boot: it is in its menu, its shell or the network. */
export function hasNothingToBoot(text: string): boolean {
  return nothingToBoot.some((pattern) => pattern.test(text));
}

/** A boot loader's dead end: it waits for a person. */
export type LoaderDeadEnd = { readonly cause: string; readonly hint: string };

const loaderDeadEnds: readonly (LoaderDeadEnd & { readonly pattern: RegExp })[] = [
  {
    pattern: /Minimal BASH-like line editing/,
    cause: 'GRUB found no configuration and waits at its prompt',
    hint: 'The medium or the boot partition is incomplete: run the build again with --rebuild',
  },
  {
    pattern: /bad shim signature/,
    cause: 'GRUB refused a kernel whose signature is wrong',
    hint: 'A file was changed after it was signed: check the disk of this host, then build again with --rebuild',
  },
  {
    pattern: /Verification failed: .*Security Violation/,
    cause: 'The boot loader refused the next one because its signature is wrong',
    hint: 'A file was changed after it was signed: check the disk of this host, then build again with --rebuild',
  },
  {
    pattern: /BOOTMGR is missing|An operating system wasn't found/,
    cause: 'The boot manager found no operating system',
    hint: 'Look at the last screenshot; then run the build again with --rebuild',
  },
];

/** The dead end that `text` tells of, if any. */
export function loaderDeadEnd(text: string): LoaderDeadEnd | undefined {
  const found = loaderDeadEnds.find(({ pattern }) => pattern.test(text));
  return found && { cause: found.cause, hint: found.hint };
}

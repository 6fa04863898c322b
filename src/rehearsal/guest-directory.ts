import { join } from 'node:path';
import type { Sha256 } from '../base/ids.ts';
import type { DebianPackage } from './packages.ts';

/** What `buildGuest` made, as `guest.json` beside the files keeps it. */
export type GuestRecord = {
  readonly schema: 'goldpane/rehearsal-guest/1';
  /** SHA-256 over everything the guest is made of: its scripts and the digests of its packages. */
  readonly digest: Sha256;
  readonly packages: readonly DebianPackage[];
};

/** A built guest: its record and where its files are. */
export type Guest = GuestRecord & GuestFiles;

/** Paths in a guest's directory. */
export type GuestFiles = {
  readonly directory: string;
  readonly kernel: string;
  readonly initramfs: string;
  /** Signed by Microsoft. */
  readonly shim: string;
  /** Signed by Debian; reads /EFI/debian/grub.cfg. */
  readonly grub: string;
  /** Signed by Debian; reads /boot/grub/grub.cfg of a CD. */
  readonly grubCd: string;
  /** `bin/` and `lib/` of the programs that Setup uses from the medium. */
  readonly tools: string;
  /** `bin/` and `lib/` of the guest agent. */
  readonly agent: string;
  /** GRUB configurations: setup.cfg, prompt.cfg, os.cfg. */
  readonly grubConfigs: string;
};

/** Owns every name in a guest's directory. */
export function guestFiles(directory: string): GuestFiles {
  return {
    directory,
    kernel: join(directory, 'vmlinuz'),
    initramfs: join(directory, 'initrd.img'),
    shim: join(directory, 'shimx64.efi'),
    grub: join(directory, 'grubx64.efi'),
    grubCd: join(directory, 'gcdx64.efi'),
    tools: join(directory, 'tools'),
    agent: join(directory, 'agent'),
    grubConfigs: join(directory, 'grub'),
  };
}

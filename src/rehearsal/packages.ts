import type { Sha256 } from '../base/ids.ts';

/** A Debian package, exactly one version of it. */
export type DebianPackage = {
  readonly name: string;
  readonly version: string;
  /** File name, `name_version_amd64.deb`. */
  readonly file: string;
  readonly sizeBytes: number;
  readonly sha256: Sha256;
};

/** Where Debian packages come from: apt on Debian, pinned files elsewhere. */
export type PackageSource = {
  readonly name: string;
  /** Chooses a version of every package of the guest, libraries included; downloads nothing. */
  readonly resolve: (signal?: AbortSignal) => Promise<readonly DebianPackage[]>;
  /** Puts the files into `directory`; the caller checks digests. */
  readonly download: (packages: readonly DebianPackage[], directory: string, signal?: AbortSignal) => Promise<void>;
};

/** Packages whose programs or files the guest holds; the kernel's package is found through its meta package. */
export const guestPackages = {
  kernel: 'linux-image-amd64',
  whole: ['busybox-static', 'grub-efi-amd64-signed', 'shim-signed'],
  /** Programs with libraries: the library packages they depend on are fetched as well. */
  linked: ['dosfstools', 'efibootmgr', 'fdisk', 'libxml2-utils', 'ntfs-3g', 'qemu-guest-agent', 'wimtools'],
} as const;

import type { Sha256 } from './ids.ts';

/** What this host offers for running guests: gathered once, then only read. */
export type HostProfile = {
  readonly qemu: { readonly path: string; readonly version: string };
  /** What the alias `q35` stands for on this QEMU, such as `pc-q35-7.2`. */
  readonly machineType: string;
  readonly firmware: Firmware;
  readonly accelerators: { readonly kvm: AcceleratorVerdict };
  readonly cpus: number;
  readonly memoryMib: number;
  /** Path of passt, when it is installed: layers that need the Internet go through it. */
  readonly passt?: string | undefined;
};

/** Whether a guest was seen to run, and what was found when not. */
export type AcceleratorVerdict =
  | {
      readonly usable: true;
      /** What every guest must do without here. */
      readonly without?: readonly KvmPart[] | undefined;
    }
  | {
      readonly usable: false;
      readonly found: string;
      readonly remedy: string;
      /** What was tried one after the other, and how each failed: what led to `found`. */
      readonly tried?: readonly Trial[] | undefined;
    };

/** What a KVM that opens may refuse. Guests can do without `arch-capabilities`; Windows needs the rest. */
export type KvmPart = 'hyper-v' | 'arch-capabilities' | 'smm';

/** What guests on this host do without. */
export function leftOut({ accelerators: { kvm } }: HostProfile): readonly KvmPart[] | undefined {
  return kvm.usable ? kvm.without : undefined;
}

/** One try to run a guest; without `found` it ran. */
export type Trial = { readonly what: string; readonly found?: string | undefined };

/** A UEFI firmware pair with Secure Boot and enrolled keys, chosen by QEMU's firmware descriptors. */
export type Firmware = {
  /** Path of the descriptor that named it. */
  readonly descriptor: string;
  /** Package and version that it came with, where a package manager knows it. */
  readonly package?: string | undefined;
  readonly code: FirmwareFile;
  readonly vars: FirmwareFile;
  /** Microsoft's certificate generations in the variable template. */
  readonly certificates: readonly ('microsoft-2011' | 'microsoft-2023')[];
};

/** One flash image. */
export type FirmwareFile = {
  readonly path: string;
  readonly format: 'raw' | 'qcow2';
  readonly sizeBytes: number;
  readonly sha256: Sha256;
};

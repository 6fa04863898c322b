import type { KvmPart } from '../base/host-profile.ts';
import type { Nonce } from '../base/ids.ts';

/** Everything that decides QEMU's command line, as plain data with absolute paths. */
export type MachineSpec = {
  readonly accelerator: 'kvm' | 'tcg';
  /** Resolved name such as `pc-q35-7.2`, never an alias. */
  readonly machineType: string;
  /** What the recipe wants; under TCG the guest never gets more than `hostCpus`. */
  readonly cpus: number;
  readonly hostCpus: number;
  readonly memoryMib: number;
  /** Gives the guest the processor's own virtualisation, as far as the host lets guests have it. */
  readonly nestedVirtualisation?: boolean | undefined;
  readonly firmware: { readonly code: FlashImage; readonly vars: FlashImage };
  readonly disk: MachineDisk;
  /** Read-only optical drives, one AHCI port each, at most six. */
  readonly cdroms: readonly MachineCdrom[];
  readonly network: MachineNetwork;
  /** Control socket of swtpm. */
  readonly tpmSocket: string;
  readonly sockets: MachineSockets;
  /** Id of this boot; the guest finds it as the SKU in SMBIOS. */
  readonly nonce: Nonce;
  readonly uuid: string;
  /** Such as `52:54:00:12:34:56`. */
  readonly mac: string;
  /** Texts for the guest; names start with `opt/`. */
  readonly fwCfg: readonly FwCfgEntry[];
  /** What the guest does not get under KVM. */
  readonly without?: readonly KvmPart[] | undefined;
};

/** One flash image. The code is opened read-only, the variables are this machine's own copy. */
export type FlashImage = { readonly path: string; readonly format: 'raw' | 'qcow2' };

/**
 * The one writable disk, a qcow2. `build` never flushes: a layer counts only after its files were synced by the host,
 * and a failed build is thrown away. `runner` keeps the guest's flushes.
 */
export type MachineDisk = { readonly path: string; readonly mode: 'build' | 'runner' };

/** An ISO in a drive. Only one with a `bootIndex` can be booted from; the disk has 1. */
export type MachineCdrom = { readonly path: string; readonly bootIndex?: number | undefined };

/**
 * `restricted` leads nowhere; `passt` leads to the Internet through the passt that listens on `socket`; `open` too, but
 * lets the guest reach services on the host's own loopback.
 */
export type MachineNetwork =
  | { readonly kind: 'restricted' | 'open' }
  | { readonly kind: 'passt'; readonly socket: string };

/** Unix sockets that QEMU listens on. */
export type MachineSockets = {
  readonly qmp: string;
  readonly serial: string;
  readonly agent: string;
  readonly vnc: string;
};

/** A text that the guest reads at `/sys/firmware/qemu_fw_cfg/by_name/NAME/raw`. */
export type FwCfgEntry = { readonly name: string; readonly value: string };

/** Serial number of the disk: part of what an installed Windows remembers. */
export const diskSerial = 'goldpane-disk-0';

/** Version of the bus layout below: which device sits where. A change makes every layer anew. */
export const machineLayout = 1;

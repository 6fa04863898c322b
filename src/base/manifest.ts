import type { ImageVersion, PlanKey, RunId, Sha256 } from './ids.ts';
import type { Bypass } from './recipe.ts';

/** What a bundle says about itself: only what was measured. */
export type Manifest = {
  readonly schema: 'goldpane/manifest/1';
  readonly image: string;
  readonly version: ImageVersion;
  readonly createdAt: string;
  readonly planKey: PlanKey;
  readonly plan: Sha256;
  readonly run: RunId;
  readonly release: string;
  readonly edition: string;
  /** True for an image of the rehearsal guest, which is no Windows. */
  readonly rehearsal: boolean;
  readonly seal: 'specialized' | 'generalized';
  /** Checks of Setup that were passed over; absent when there was none. */
  readonly bypass?: readonly Bypass[] | undefined;
  /** Every file of the bundle except the manifest. */
  readonly files: readonly BundleFile[];
  readonly machine: ManifestMachine;
  readonly accelerator: 'kvm' | 'tcg';
  /** Programs of the host that made it, by name and version. */
  readonly tools: Readonly<Record<string, string>>;
  /** Media and packages that went in. */
  readonly inputs: readonly { readonly name: string; readonly sha256: Sha256 }[];
  /** What the sealed guest reported: Secure Boot, TPM, versions. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  /** Seconds per stage over all boots of this run; a cached layer adds nothing. */
  readonly timings: readonly { readonly layer: string; readonly stage: string; readonly seconds: number }[];
  /** Evidence that was closed before publishing, by digest. */
  readonly evidence: readonly { readonly name: string; readonly sha256: Sha256 }[];
};

/** A file of the bundle. */
export type BundleFile = { readonly name: string; readonly sha256: Sha256; readonly sizeBytes: number };

/** What a runner must offer so that the image meets the machine it knows. */
export type ManifestMachine = {
  readonly machineType: string;
  readonly uuid: string;
  readonly macAddress: string;
  readonly diskSerial: string;
  readonly firmware: { readonly code: Sha256; readonly vars: Sha256; readonly certificates: readonly string[] };
  readonly tpm: { readonly model: 'tpm-crb'; readonly mode: 'fresh' | 'restore' };
  readonly rtc: 'utc';
  readonly cpus: number;
  readonly memoryMib: number;
  /** True when the guest is to have the processor's own virtualisation. */
  readonly nestedVirtualisation?: boolean | undefined;
};

import type { Sha256 } from './ids.ts';

/** The pins: every Windows release and every downloadable thing, merged from all catalogue files. */
export type Catalogue = {
  readonly releases: readonly Release[];
  readonly drivers: readonly DriverRelease[];
};

/** A Windows release (or the rehearsal) with what a build must know about it. */
export type Release = {
  readonly id: string;
  readonly title: string;
  /** `rehearsal` says that this is not Windows: its media is built here and its scripts have `.sh` twins. */
  readonly kind: 'client' | 'server' | 'rehearsal';
  readonly architecture: 'amd64' | 'arm64';
  /** Build number such as 22631. */
  readonly build: number;
  readonly editions: readonly Edition[];
  readonly media: readonly ReleaseMedia[];
  /** Folder of this release in the virtio-win ISO, such as `w11` or `2k25`. */
  readonly driverFolder?: string | undefined;
  readonly minimum: { readonly cpus: number; readonly memoryMib: number; readonly diskGib: number };
};

/** An edition of a release as its WIM metadata names it. */
export type Edition = {
  /** EditionID: `Professional`. */
  readonly id: string;
  /** IMAGE/NAME: `Windows 11 Pro`. */
  readonly name: string;
  /** 1-based index in `install.wim` as last seen; the real medium's own metadata wins. */
  readonly index: number;
  readonly evaluation: boolean;
  /** Generic installation key, absent for evaluation editions. */
  readonly key?: string | undefined;
};

/** Installation media of a release: downloaded by URL, given by the user, or built here. */
export type ReleaseMedia = {
  readonly id: string;
  readonly source: 'download' | 'user' | 'built';
  readonly language: string;
  readonly urls: readonly string[];
  readonly sha256?: Sha256 | undefined;
  readonly sizeBytes?: number | undefined;
};

/** A virtio-win driver ISO. */
export type DriverRelease = {
  readonly version: string;
  readonly urls: readonly string[];
  readonly sha256: Sha256;
  readonly sizeBytes: number;
  /** Why this version must not be used, when it must not. */
  readonly knownBad?: string | undefined;
};

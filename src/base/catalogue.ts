import type { Sha256 } from './ids.ts';

/** The pins: every Windows release and every downloadable thing, merged from all catalogue files. */
export type Catalogue = {
  readonly releases: readonly Release[];
  readonly drivers: readonly (DriverRelease | BadDriverRelease)[];
  readonly tools: readonly Tool[];
};

/** A Windows release (or the rehearsal) with what a build must know about it. */
export type Release = {
  readonly id: string;
  readonly title: string;
  /** `rehearsal` says that this is not Windows: its media is built here and its scripts have `.sh` twins. */
  readonly kind: 'client' | 'server' | 'rehearsal';
  readonly architecture: Architecture;
  /** Build number such as 22631. */
  readonly build: number;
  readonly editions: readonly Edition[];
  readonly media: readonly ReleaseMedia[];
  /** Folder of this release in the virtio-win ISO, such as `w11` or `2k25`. */
  readonly driverFolder?: string | undefined;
  readonly minimum: { readonly cpus: number; readonly memoryMib: number; readonly diskGib: number };
  /** Days that an evaluation runs once it is activated. */
  readonly evaluationDays?: number | undefined;
  readonly lifecycle?: Lifecycle | undefined;
};

export type Architecture = 'amd64' | 'arm64';

/** Until when Microsoft serves a release. Dates are `2026-11-10`, the last day with updates. */
export type Lifecycle = {
  readonly released: string;
  /** By line of editions; a line that is absent has an end that nobody was seen to name. */
  readonly servicing?:
    | { readonly homeAndPro?: string | undefined; readonly enterpriseAndEducation?: string | undefined }
    | undefined;
  /** In place of `servicing`, for products that are served for a fixed time whatever their edition. */
  readonly support?: { readonly mainstream: string; readonly extended?: string | undefined } | undefined;
  /** The day on which these dates were read, and where. */
  readonly asOf: string;
  readonly seenIn: readonly string[];
};

/** How an edition of a release is served on some day. */
export type Servicing = {
  readonly state: 'served' | 'ended' | 'unknown';
  /** The day on which the present phase ends or the last one ended. */
  readonly ends?: string | undefined;
  /** Such as `ended 11 days ago`. */
  readonly text: string;
};

/** An edition of a release as its WIM metadata names it. */
export type Edition = {
  /** EditionID; with `Core` at its end for Server Core, as the image's FLAGS have it: `ServerStandardEvalCore`. */
  readonly id: string;
  /** EditionID where it is not `id`: Server Core shares it with Server. */
  readonly editionId?: string | undefined;
  /** IMAGE/NAME: `Windows 11 Pro`. */
  readonly name: string;
  /** 1-based index in `install.wim` as last seen; the real medium's own metadata wins. */
  readonly index: number;
  readonly evaluation: boolean;
  /** Public installation key, which picks the edition and activates nothing; absent for evaluation editions. */
  readonly key?: string | undefined;
  /** Public key of KMS clients. */
  readonly kmsKey?: string | undefined;
};

/** What is known of a pin: who publishes the digest, or how many separate projects were seen to use it, and where. */
export type Provenance = {
  readonly confidence?: 'vendor' | 'several' | 'one' | undefined;
  /** `owner/repo:path@commit (date)`, or the address of a page. */
  readonly seenIn?: readonly string[] | undefined;
};

/**
 * Installation media of a release: downloaded by URL, downloaded as the ESD of Microsoft's Media Creation Tool and packed
 * here, given by the user, or built here.
 */
export type ReleaseMedia = Provenance & {
  readonly id: string;
  readonly source: 'download' | 'esd' | 'user' | 'built';
  readonly language: string;
  /** Absent: the release's own. */
  readonly architecture?: Architecture | undefined;
  /** Ids of the editions in the order of their images. Absent: any edition of the release. */
  readonly images?: readonly string[] | undefined;
  /** Build with its revision, such as `26200.8037`. */
  readonly build?: string | undefined;
  readonly urls: readonly string[];
  readonly sha256?: Sha256 | undefined;
  readonly sizeBytes?: number | undefined;
  /** Name under which people know the file. */
  readonly file?: string | undefined;
  /** Page from which people get the file. */
  readonly page?: string | undefined;
  /** Page on which the vendor shows the digest. */
  readonly hashPage?: string | undefined;
  /** Address that leads to the newest file of this kind, which may be another one by now. */
  readonly latest?: string | undefined;
};

/** A virtio-win driver ISO. */
export type DriverRelease = Provenance & {
  readonly version: string;
  readonly urls: readonly string[];
  readonly sha256: Sha256;
  readonly sizeBytes?: number | undefined;
};

/** A virtio-win version that must not be used. */
export type BadDriverRelease = Provenance & {
  readonly version: string;
  readonly urls: readonly string[];
  readonly sha256?: Sha256 | undefined;
  readonly sizeBytes?: number | undefined;
  /** Why. */
  readonly knownBad: string;
};

/** Whether nothing speaks against a virtio-win version. */
export function isUsableDriver(driver: DriverRelease | BadDriverRelease): driver is DriverRelease {
  return !('knownBad' in driver);
}

/** Software for inside the guest, as its vendor packs it. */
export type Tool = Provenance & {
  readonly id: string;
  /** What it is: `winfsp`, `openssh`; several versions share it. */
  readonly name: string;
  readonly version: string;
  readonly architecture: 'any' | 'amd64' | 'arm64' | 'x86';
  readonly file: string;
  readonly urls: readonly string[];
  readonly sha256: Sha256;
  readonly sizeBytes?: number | undefined;
  /** What to know before using it. */
  readonly caution?: string | undefined;
};

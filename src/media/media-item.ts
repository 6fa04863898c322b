import { type Catalogue, type DriverRelease, isUsableDriver, type ReleaseMedia, type Tool } from '../base/catalogue.ts';
import type { Sha256 } from '../base/ids.ts';
import type { PlannedPackage } from '../base/plan.ts';
import { shownAddress } from './fetch/shown-address.ts';

/** A file that builds need, as the catalogue pins it. */
export type MediaItem = {
  /** What people name it by: `win11-25h2-eval`, `virtio-win-0.1.302`, `winfsp-2.1.25156`. */
  readonly id: string;
  /** A `package` is known to a recipe alone. */
  readonly kind: 'windows' | 'drivers' | 'tool' | 'package';
  /** http and https addresses, `file:` addresses and absolute paths, the first that works is taken. */
  readonly sources: readonly string[];
  /** Absent: nobody has pinned it yet, so it can only be imported. */
  readonly sha256?: Sha256 | undefined;
  readonly sizeBytes?: number | undefined;
  /** Name under which people know the file. */
  readonly file: string;
  /** Page from which people get it. */
  readonly page?: string | undefined;
  /** Page on which its publisher shows the digest. */
  readonly hashPage?: string | undefined;
};

/** The installation medium of a release. */
function windowsItem(media: ReleaseMedia): MediaItem {
  const { id, urls, sha256, sizeBytes, page, hashPage } = media;
  const file = media.file ?? lastName(urls[0]) ?? `${id}.iso`;
  return { id, kind: 'windows', sources: urls, sha256, sizeBytes, file, page, hashPage };
}

/** A virtio-win ISO. */
export function driversItem({ version, urls, sha256, sizeBytes }: DriverRelease): MediaItem {
  const file = `virtio-win-${version}.iso`;
  return { id: `virtio-win-${version}`, kind: 'drivers', sources: urls, sha256, sizeBytes, file };
}

/** Software for inside the guest. */
function toolItem({ id, urls, sha256, sizeBytes, file }: Tool): MediaItem {
  return { id, kind: 'tool', sources: urls, sha256, sizeBytes, file };
}

/** A package of a step. */
function packageItem({ name, sha256, urls, sizeBytes, tool }: PlannedPackage): MediaItem {
  const kind = tool === undefined ? 'package' : 'tool';
  return { id: tool ?? name, kind, sources: urls, sha256, sizeBytes, file: name };
}

/** The packages of steps, each file once. */
export function packageItems(packages: readonly PlannedPackage[]): readonly MediaItem[] {
  return [...new Map(packages.map((wanted) => [wanted.sha256, packageItem(wanted)])).values()];
}

/** Everything that the catalogue knows and that can be had as a file; what is built here and what is known bad is not. */
export function catalogueItems({ releases, drivers, tools }: Catalogue): readonly MediaItem[] {
  const media = releases.flatMap((release) => release.media).filter(({ source }) => source !== 'built');
  return [...media.map(windowsItem), ...drivers.filter(isUsableDriver).map(driversItem), ...tools.map(toolItem)];
}

/** The files that a build needs, but for a medium that is built here. */
export function recipeItems({
  media,
  drivers,
  packages = [],
}: {
  readonly media: ReleaseMedia;
  readonly drivers?: DriverRelease | undefined;
  readonly packages?: readonly PlannedPackage[];
}): readonly MediaItem[] {
  return [
    ...(media.source === 'built' ? [] : [windowsItem(media)]),
    ...(drivers === undefined ? [] : [driversItem(drivers)]),
    ...packageItems(packages),
  ];
}

/** How somebody gets a file past a server that does not serve programs. */
export function manualRoute({ kind, file, sizeBytes, sha256, page, sources }: MediaItem): string {
  const facts = [
    ...(sizeBytes === undefined ? [] : [`${sizeBytes} bytes`]),
    ...(sha256 === undefined ? [] : [`SHA-256 ${sha256}`]),
  ].join(', ');
  const from = page ?? (sources[0] && shownAddress(sources[0]));
  const digest = kind === 'package' && sha256 !== undefined ? ` --sha256 ${sha256}` : '';
  const what = `${file}${facts === '' ? '' : ` (${facts})`}`;
  return `Get ${what}${from === undefined ? '' : ` with a browser from ${from}`}, then: goldpane import media ${file}${digest}`;
}

function lastName(address: string | undefined): string | undefined {
  const name = address?.split(/[?#]/)[0]?.split('/').at(-1);
  return name === '' ? undefined : name;
}

import type { DriverRelease, Release } from '../base/catalogue.ts';
import { bootstrapDriverNames, setupDriverNames } from '../media/install-medium.ts';

/** A directory of the install medium that is empty for now, and what belongs there. */
export type MissingPackage = { readonly directory: string; readonly source: string };

/**
 * What a build takes from the virtio-win ISO and a rendering does without. Driver packages lie there in a directory per
 * driver, system and architecture. Source: virtio-win/virtio-win-pkg-scripts:util/filemap.py
 */
export function missingPackages(
  { driverFolder, architecture }: Pick<Release, 'driverFolder' | 'architecture'>,
  drivers: DriverRelease | undefined,
): readonly MissingPackage[] {
  if (drivers === undefined || driverFolder === undefined) return [];
  const iso = `virtio-win ${drivers.version}`;
  const folder = `${driverFolder}/${architecture === 'arm64' ? 'ARM64' : architecture}`;
  const packageIn = (parent: string) => (name: string) => ({
    directory: `${parent}/${name}`,
    source: `${iso}: ${name}/${folder}`,
  });
  return [
    ...setupDriverNames.map(packageIn('$WinPEDriver$')),
    ...bootstrapDriverNames.map(packageIn('goldpane/drivers')),
    { directory: 'goldpane/guest-agent', source: `${iso}: guest-agent` },
  ];
}

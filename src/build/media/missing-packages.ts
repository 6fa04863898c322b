import type { DriverRelease, Release } from '../../base/catalogue.ts';
import { bootstrapDrivers, guestAgents, setupDrivers, type WantedDriver } from '../../media/drivers/driver-list.ts';

/** A directory of the install medium that is empty for now, and what belongs there. */
export type MissingPackage = { readonly directory: string; readonly source: string };

/**
 * What a build takes from the virtio-win ISO and a rendering does without. Driver packages lie there in a directory per
 * driver, system and architecture.
 */
export function missingPackages(
  { driverFolder, architecture }: Pick<Release, 'driverFolder' | 'architecture'>,
  drivers: DriverRelease | undefined,
): readonly MissingPackage[] {
  if (drivers === undefined || driverFolder === undefined) return [];
  const iso = `virtio-win ${drivers.version}`;
  const below = `${driverFolder}/${architecture === 'arm64' ? 'ARM64' : architecture}`;
  const packageIn =
    (parent: string) =>
    ({ folder }: WantedDriver) => ({ directory: `${parent}/${folder}`, source: `${iso}: ${folder}/${below}` });
  return [
    ...setupDrivers.map(packageIn('$WinPEDriver$')),
    ...bootstrapDrivers.map(packageIn('goldpane/drivers')),
    { directory: 'goldpane/guest-agent', source: `${iso}: guest-agent/${guestAgents[architecture]}` },
  ];
}

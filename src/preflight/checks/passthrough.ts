import { fail, type HostCheck, pass, rootFix, warn } from '../host-check.ts';
import type { HostNeeds } from '../host-needs.ts';

/** What decides whether devices of this host can be given to a guest. */
export type PassthroughFacts = {
  readonly groups: readonly IommuGroup[];
  readonly vendor: string;
  readonly isVfioLoaded: boolean;
  /** The kernel was told to pretend that groups are smaller. */
  readonly hasAcsOverride: boolean;
  /** What this process may lock in memory; `undefined` when without limit. */
  readonly lockableMib?: number | undefined;
};

/** Devices that can only be given away together. */
export type IommuGroup = { readonly id: number; readonly devices: readonly PciDevice[] };

export type PciDevice = {
  /** Such as `0000:01:00.0`. */
  readonly address: string;
  /** PCI class, such as `0x030000`. */
  readonly class: string;
  readonly driver?: string | undefined;
  /** The firmware shows its screen on it. */
  readonly isConsole: boolean;
};

const id = 'GP-HOST-PASSTHROUGH';

/** Devices for guests: the IOMMU is on, and what is bound to vfio-pci stands alone in its group. */
export function checkPassthrough(facts: PassthroughFacts, needs: HostNeeds): readonly HostCheck[] {
  const { groups, vendor, isVfioLoaded } = facts;
  if (groups.length === 0) return [noIommu(vendor)];
  const given = groups.filter(({ devices }) => devices.some(isGiven));
  return [
    pass('iommu', `${groups.length} groups`),
    ...(isVfioLoaded ? [] : [notLoaded()]),
    ...(given.length === 0 ? [nothingGiven(groups)] : given.flatMap(checkGroup)),
    ...(facts.hasAcsOverride ? [acsOverride()] : []),
    ...checkLockable(facts, needs),
  ];
}

function isGiven({ driver }: PciDevice): boolean {
  return driver === 'vfio-pci';
}

/** Bridges stay with the host. Source: kernel Documentation/driver-api/vfio.rst */
function isBridge({ class: pciClass }: PciDevice): boolean {
  return pciClass.startsWith('0x06');
}

function checkGroup({ id: group, devices }: IommuGroup): readonly HostCheck[] {
  const name = `group ${group}`;
  const others = devices.filter((device) => !isGiven(device) && !isBridge(device) && device.driver !== undefined);
  const addresses = devices.filter(isGiven).map(({ address }) => address);
  if (others.length > 0) {
    const found = `${addresses.join(', ')} shares its group with ${others.map(({ address, driver }) => `${address} (${driver})`).join(', ')}`;
    const [{ address }] = others as [PciDevice];
    const remedy = `Give them too: sudo driverctl set-override ${address} vfio-pci; or use another slot`;
    return [fail(name, { id, found, why: 'VFIO gives a group away as a whole', remedy })];
  }
  const console = devices.find((device) => isGiven(device) && device.isConsole);
  if (!console) return [pass(name, addresses.join(', '))];
  const found = `${console.address} shows the screen of the firmware`;
  const remedy = 'Make another adapter the primary one in the setup of the firmware';
  return [warn(name, { id, found, why: 'its ROM is used up when the guest gets it', remedy })];
}

function noIommu(vendor: string): HostCheck {
  const [name, argument] = vendor === 'AuthenticAMD' ? ['AMD-Vi', 'iommu=pt'] : ['VT-d', 'intel_iommu=on iommu=pt'];
  return fail('iommu', {
    id,
    found: 'there are no IOMMU groups',
    why: 'without an IOMMU a device in a guest could write anywhere in memory',
    remedy: `Turn on ${name} in the setup of the firmware, and boot Linux with ${argument}`,
  });
}

function notLoaded(): HostCheck {
  const why = 'it is what holds a device for a guest';
  return warn('vfio', { id, found: 'the module vfio-pci is not loaded', why, ...rootFix('modprobe', 'vfio-pci') });
}

function nothingGiven(groups: readonly IommuGroup[]): HostCheck {
  const screens = groups.flatMap(({ devices }) => devices).filter(({ class: pciClass }) => pciClass.startsWith('0x03'));
  const candidate = screens.find(({ isConsole }) => !isConsole) ?? screens[0];
  const address = candidate?.address ?? '0000:01:00.0';
  return warn('vfio', {
    id,
    found: 'no device is bound to vfio-pci',
    why: 'there is nothing to give to a guest yet',
    remedy: `sudo driverctl set-override ${address} vfio-pci, for each function of the device`,
  });
}

function acsOverride(): HostCheck {
  const found = 'the kernel runs with pcie_acs_override';
  const why = 'groups look separate that are not: one device can write to memory of the other';
  return warn('iommu', { id, found, why, remedy: 'Use slots that are separate in hardware' });
}

function checkLockable({ lockableMib }: PassthroughFacts, { memoryMib }: HostNeeds): readonly HostCheck[] {
  if (lockableMib === undefined || lockableMib >= memoryMib) return [];
  const found = `this process may lock ${lockableMib} MiB of memory, and the guest has ${memoryMib}`;
  const remedy = 'LimitMEMLOCK=infinity in its systemd unit, or memlock in /etc/security/limits.conf';
  return [fail('locked memory', { id, found, why: 'VFIO keeps the whole guest in memory', remedy })];
}

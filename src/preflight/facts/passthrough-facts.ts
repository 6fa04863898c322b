import { basename } from 'node:path';
import { listDirectory, pathExists, readText, realPath } from '../../host/files.ts';
import { processorFacts } from '../../host/processor-facts.ts';
import type { IommuGroup, PassthroughFacts, PciDevice } from '../checks/passthrough.ts';

const groupsDirectory = '/sys/kernel/iommu_groups';

/**
 * IOMMU groups with their devices, and what else decides passthrough.
 * Source: kernel Documentation/ABI sysfs-kernel-iommu_groups, sysfs-bus-pci
 */
export async function passthroughFacts(): Promise<PassthroughFacts> {
  const [names, isVfioLoaded, commandLine, limits] = await Promise.all([
    listDirectory(groupsDirectory),
    pathExists('/sys/bus/pci/drivers/vfio-pci'),
    readText('/proc/cmdline'),
    readText('/proc/self/limits'),
  ]);
  const lockable = /^Max locked memory\s+(\S+)/m.exec(limits)?.[1];
  return {
    groups: await Promise.all(names.map(readGroup)),
    vendor: processorFacts().vendor,
    isVfioLoaded,
    hasAcsOverride: commandLine.includes('pcie_acs_override'),
    ...(lockable === undefined || lockable === 'unlimited'
      ? {}
      : { lockableMib: Math.floor(Number(lockable) / 1024 ** 2) }),
  };
}

async function readGroup(name: string): Promise<IommuGroup> {
  const addresses = await listDirectory(`${groupsDirectory}/${name}/devices`);
  return { id: Number(name), devices: await Promise.all(addresses.map(readDevice)) };
}

async function readDevice(address: string): Promise<PciDevice> {
  const directory = `/sys/bus/pci/devices/${address}`;
  const [pciClass, bootVga, driver] = await Promise.all([
    readText(`${directory}/class`).catch(() => ''),
    readText(`${directory}/boot_vga`).catch(() => '0'),
    realPath(`${directory}/driver`).catch(() => undefined),
  ]);
  const bound = driver === undefined ? {} : { driver: basename(driver) };
  return { address, class: pciClass.trim(), ...bound, isConsole: bootVga.startsWith('1') };
}

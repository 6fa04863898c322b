import type { Finding } from '../../base/findings.ts';
import { components, elements, elementsAt, textAt } from '../answer-tree.ts';
import type { XmlElement } from '../read-xml.ts';
import type { Rule } from './rule.ts';
import { findingAt } from './rule.ts';

/** One disk, wiped, with a formatted EFI partition, and Windows formatted in the partition it is installed to. */
export const diskLayout: Rule = (root) => {
  const setup = components(root, 'windowsPE', 'Microsoft-Windows-Setup')[0];
  const disks = elementsAt(setup, 'DiskConfiguration/Disk');
  const [disk] = disks;
  if (!disk || disks.length > 1) return [diskCountFinding(setup ?? root, disks.length)];
  const target = elementsAt(setup, 'ImageInstall/OSImage/InstallTo')[0];
  const windows = textAt(target, 'PartitionID');
  const efi = elementsAt(disk, 'CreatePartitions/CreatePartition').findIndex((part) => textAt(part, 'Type') === 'EFI');
  return [
    ...(textAt(disk, 'WillWipeDisk') === 'true' ? [] : [notWiped(disk)]),
    ...(textAt(target, 'DiskID') === textAt(disk, 'DiskID') ? [] : [wrongDisk(target ?? disk)]),
    ...(formatOf(disk, String(efi + 1)) === 'FAT32' ? [] : [notFormatted(disk, 'EFI', 'FAT32')]),
    ...(formatOf(disk, windows) === 'NTFS' ? [] : [notFormatted(disk, 'Windows', 'NTFS')]),
  ];
};

function formatOf(disk: XmlElement, partition: string | undefined): string | undefined {
  const modify = elementsAt(disk, 'ModifyPartitions').flatMap((list) => elements(list, 'ModifyPartition'));
  const found = modify.find((item) => textAt(item, 'PartitionID') === partition);
  return textAt(found, 'Format');
}

function diskCountFinding(place: XmlElement, count: number): Finding {
  return findingAt(place, {
    found: `DiskConfiguration names ${count} disks, not one`,
    why: 'The machine has exactly one disk while Setup runs, and Setup stops at any other number',
    remedy: 'Configure disk 0 and no other',
  });
}

function notWiped(disk: XmlElement): Finding {
  return findingAt(disk, {
    found: 'WillWipeDisk is not true',
    why: 'Partitions that are there already make Setup stop',
    remedy: 'Set WillWipeDisk to true',
  });
}

function wrongDisk(place: XmlElement): Finding {
  return findingAt(place, {
    found: 'InstallTo names another disk than DiskConfiguration, or none',
    why: 'Setup asks a person where to install',
    remedy: 'Give both the same DiskID',
  });
}

function notFormatted(disk: XmlElement, partition: string, format: string): Finding {
  return findingAt(disk, {
    found: `The ${partition} partition is not formatted as ${format} in ModifyPartitions`,
    why: 'Setup copies the image and then fails at about 77 % when it writes the boot files',
    remedy: `Add a ModifyPartition with <Format>${format}</Format> for it`,
  });
}

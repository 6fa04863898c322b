import type { AnswerElement } from '../answer-document.ts';
import { addItem, childrenOf, component, descend, fillTexts } from '../answer-document.ts';

type Partition = {
  readonly create: { readonly Type: string; readonly Size?: number; readonly Extend?: boolean };
  readonly modify?: Readonly<Record<string, string>>;
};

/**
 * GPT with Windows last, so that a clone can grow. The EFI partition has the 260 MB that disks with 4 KiB sectors
 * need. Formatting stands in ModifyPartitions: without it Setup fails when it writes the boot files.
 * docs: configure-uefigpt-based-hard-drive-partitions; sizes in MB.
 */
const partitions: readonly Partition[] = [
  { create: { Type: 'EFI', Size: 300 }, modify: { Format: 'FAT32', Label: 'System' } },
  { create: { Type: 'MSR', Size: 16 } },
  { create: { Type: 'Primary', Extend: true }, modify: { Format: 'NTFS', Label: 'Windows', Letter: 'C' } },
];

/** Where Windows goes: the only disk while the answer file is attached, its last partition. */
export const windowsPartition = { disk: 0, partition: partitions.length } as const;

/** Wipes the disk and gives it goldpane's partitions, unless a template has a layout of its own. */
export function layOutDisk(root: AnswerElement): void {
  const setup = component(root, 'windowsPE', 'Microsoft-Windows-Setup');
  if (childrenOf(descend(setup, 'DiskConfiguration'), 'Disk').length > 0) return;
  const disk = addItem(descend(setup, 'DiskConfiguration'), 'Disk');
  fillTexts(disk, { DiskID: windowsPartition.disk, WillWipeDisk: true });
  for (const { create } of partitions) fillTexts(addItem(descend(disk, 'CreatePartitions'), 'CreatePartition'), create);
  partitions.forEach(({ modify }, index) => {
    if (modify) {
      fillTexts(addItem(descend(disk, 'ModifyPartitions'), 'ModifyPartition'), { PartitionID: index + 1, ...modify });
    }
  });
}

import type { AnswerFileTarget } from '../answer-file-target.ts';
import { components, elements, elementsAt, textAt } from '../answer-tree.ts';
import type { XmlElement } from '../read-xml.ts';
import type { AnswerFinding, Rule, Words } from './rule.ts';
import { findingAt } from './rule.ts';

type Partition = {
  readonly element: XmlElement;
  readonly id: string;
  readonly type: string;
  readonly format: string | undefined;
};

const firstThatNeedsFormats = 26100;

/** Partitions that Setup can make, format and install to, and that a later boot finds again. */
export const diskLayout: Rule = ({ root, target }) =>
  components(root, 'windowsPE', 'Microsoft-Windows-Setup').flatMap((setup) => {
    const disks = elementsAt(setup, 'DiskConfiguration/Disk');
    return [
      ...checkDisks(disks, target.isForBuild ?? false),
      ...elementsAt(setup, 'ImageInstall/OSImage')
        .slice(0, 1)
        .flatMap((image) => checkTarget(image, disks, target)),
      ...disks.flatMap((disk) => [...checkCreated(disk, target), ...checkModified(disk)]),
    ];
  });

function checkDisks(disks: readonly XmlElement[], isForBuild: boolean): readonly AnswerFinding[] {
  const seen = new Set<string>();
  const extra = disks.filter((_, index) => index > 0);
  return [
    ...disks
      .filter((disk) => seen.size === seen.add(textAt(disk, 'DiskID') ?? '').size)
      .map((disk) => problem(disk, 'The disk is configured twice', 'Setup stops', 'Put everything into one Disk')),
    ...extra.map((disk) => findingAt(disk, 'GP-ANSWER-DISK', twoDisks(disks.length), isForBuild ? 'error' : 'warning')),
  ];
}

function twoDisks(count: number): Words {
  return {
    found: `${count} disks are configured`,
    why: 'Numbers of disks differ from boot to boot as soon as there are two, and the wrong one may be wiped',
    remedy: 'Configure disk 0 alone, and add the others after Windows is installed',
  };
}

function checkTarget(
  image: XmlElement,
  disks: readonly XmlElement[],
  target: AnswerFileTarget,
): readonly AnswerFinding[] {
  const [to] = elements(image, 'InstallTo');
  if (!to) return [];
  if (textAt(image, 'InstallToAvailablePartition')?.toLowerCase() === 'true') {
    const why = 'Setup takes only one of the two, and fails';
    return [problem(to, 'Both InstallTo and InstallToAvailablePartition are given', why, 'Remove one of them')];
  }
  const disk = disks.find((candidate) => textAt(candidate, 'DiskID') === textAt(to, 'DiskID'));
  if (disks.length > 0 && !disk) {
    const found = `InstallTo names disk ${textAt(to, 'DiskID') ?? '(none)'}, which DiskConfiguration does not have`;
    return [problem(to, found, 'Setup asks a person where to install', 'Give both the same DiskID')];
  }
  return disk && isWiped(disk) ? checkWindows(to, disk, target) : [];
}

function checkWindows(to: XmlElement, disk: XmlElement, target: AnswerFileTarget): readonly AnswerFinding[] {
  const made = partitionsOf(disk);
  const id = textAt(to, 'PartitionID') ?? '';
  const windows = made.find((partition) => partition.id === id);
  // Logical partitions are counted in another way.
  if (made.some(({ type }) => type === 'logical' || type === 'extended')) return [];
  if (windows?.type !== 'primary') {
    const what = windows ? `the ${windows.type.toUpperCase()} partition` : 'no partition that is created';
    const primary = made.filter(({ type }) => type === 'primary').at(-1);
    const remedy = `Name the partition of type Primary${primary ? `: ${primary.id}` : ''}`;
    return [problem(to, `InstallTo names ${what}`, 'Windows cannot be installed there', remedy)];
  }
  return windows.format === 'NTFS' ? [] : [notFormatted(disk, 'Windows', 'NTFS', target)];
}

function checkCreated(disk: XmlElement, target: AnswerFileTarget): readonly AnswerFinding[] {
  const made = partitionsOf(disk);
  const extended = made.filter(({ element }) => isTrue(textAt(element, 'Extend')));
  const last = made.at(-1);
  return [
    ...made.flatMap((partition) => {
      if (partition.type === 'efi' && partition.format !== 'FAT32') return [notFormatted(disk, 'EFI', 'FAT32', target)];
      return sizeProblem(partition);
    }),
    ...extended
      .filter((partition) => partition !== last)
      .map(({ element }) =>
        problem(
          element,
          'A partition that takes the rest of the disk is not the last',
          'Nothing is left for the ones after it',
          'Create it last',
        ),
      ),
  ];
}

function sizeProblem({ element, type }: Partition): readonly AnswerFinding[] {
  const size = textAt(element, 'Size');
  const extend = isTrue(textAt(element, 'Extend'));
  const remedy = 'Give it a Size in MB, or Extend, but not both';
  if (type === '')
    return [problem(element, 'The partition has no Type', 'Setup refuses it', 'Say EFI, MSR or Primary')];
  if (extend && size !== undefined)
    return [problem(element, 'Size and Extend are both given', 'Setup refuses it', remedy)];
  if (extend || (size !== undefined && Number(size) > 0)) return [];
  return [problem(element, 'The partition has no size', 'Setup refuses it', remedy)];
}

function checkModified(disk: XmlElement): readonly AnswerFinding[] {
  const made = partitionsOf(disk);
  return elementsAt(disk, 'ModifyPartitions/ModifyPartition').flatMap((item) => {
    const id = textAt(item, 'PartitionID') ?? '';
    const partition = made.find((candidate) => candidate.id === id);
    const found = `There is no partition ${id || '(no PartitionID)'}`;
    return [
      ...(partition || !isWiped(disk) || made.length === 0
        ? []
        : [problem(item, found, 'Setup stops', 'Name a partition that is created')]),
      ...checkLetter(item, partition),
    ];
  });
}

function checkLetter(item: XmlElement, partition: Partition | undefined): readonly AnswerFinding[] {
  const letter = textAt(item, 'Letter')?.toUpperCase();
  if (letter === undefined) return [];
  if (letter !== 'C') return [findingAt(item, 'GP-ANSWER-DISK', otherLetter(letter), 'warning')];
  if (partition?.type !== 'efi' && partition?.type !== 'msr') return [];
  const found = `The ${partition.type.toUpperCase()} partition gets the letter C`;
  return [problem(item, found, 'Windows is not on C:, or Setup stops', 'Give the letter to the partition of Windows')];
}

function otherLetter(letter: string): Words {
  return {
    found: `The partition gets the letter ${letter}`,
    why: 'A letter that a medium may have already makes Setup fail at about 75 %',
    remedy: 'Give only Windows a letter, C; let Windows choose the others',
  };
}

function partitionsOf(disk: XmlElement): readonly Partition[] {
  const items = elementsAt(disk, 'CreatePartitions/CreatePartition').map((element, index) => ({
    element,
    order: Number(textAt(element, 'Order') ?? index + 1),
  }));
  const formats = new Map(
    elementsAt(disk, 'ModifyPartitions/ModifyPartition')
      .filter((item) => textAt(item, 'Format'))
      .map((item) => [textAt(item, 'PartitionID'), textAt(item, 'Format')?.toUpperCase()]),
  );
  return items
    .sort((a, b) => a.order - b.order)
    .map(({ element }, index) => {
      const id = String(index + 1);
      const type = textAt(element, 'Type')?.toLowerCase() ?? '';
      return { element, id, type, format: formats.get(id) };
    });
}

function isWiped(disk: XmlElement): boolean {
  return isTrue(textAt(disk, 'WillWipeDisk'));
}

function isTrue(text: string | undefined): boolean {
  return text === '1' || text?.toLowerCase() === 'true';
}

function notFormatted(
  disk: XmlElement,
  partition: string,
  format: string,
  { release, isForBuild }: AnswerFileTarget,
): AnswerFinding {
  // Files without any ModifyPartitions are known to install what came before; reuteras/dfirws#294 saw 24H2 fail.
  const isLeftToSetup = elements(disk, 'ModifyPartitions').length === 0;
  const setup = isLeftToSetup ? 'Setup of Windows 11 24H2 or Server 2025 and later' : 'Setup';
  const words = {
    found: `The ${partition} partition is not formatted as ${format} in ModifyPartitions`,
    why: `${setup} copies the image and then fails at about 77 % when it writes the boot files`,
    remedy: `Add a ModifyPartition with <Format>${format}</Format> for it`,
  };
  const isRefused = isForBuild || (release?.build ?? 0) >= firstThatNeedsFormats;
  return findingAt(disk, 'GP-ANSWER-DISK', words, isLeftToSetup && !isRefused ? 'warning' : 'error');
}

function problem(element: XmlElement, found: string, why: string, remedy: string): AnswerFinding {
  return findingAt(element, 'GP-ANSWER-DISK', { found, why, remedy });
}

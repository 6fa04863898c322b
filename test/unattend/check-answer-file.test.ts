import { describe, expect, test } from 'vitest';
import { checkAnswerFile } from '../../src/unattend/check-answer-file.ts';
import { renderAnswerFile } from '../../src/unattend/render-answer-file.ts';
import { clientOptions, skeletons } from './skeletons.ts';

const good = renderAnswerFile(clientOptions, skeletons);

/** The good file with its `n`th occurrence of `from` replaced. */
function changed(from: string, to: string): string {
  expect(good).toContain(from);
  return good.replace(from, to);
}

const command = /<RunSynchronousCommand[\s\S]*?<\/RunSynchronousCommand>/.exec(good)?.[0] ?? '';
const disk = /<Disk wcm[\s\S]*?<\/Disk>/.exec(good)?.[0] ?? '';

describe('checkAnswerFile()', () => {
  test('finds nothing wrong with what goldpane renders', () => {
    expect(checkAnswerFile(good)).toEqual([]);
  });

  test.for([
    { reason: 'B5: a byte-order mark', text: `\ufeff${good}`, found: ['byte-order mark'] },
    { reason: 'a character beyond ASCII', text: changed('UTC', 'UT\u00c7'), found: ['U+00C7'] },
    { reason: 'an element that is not closed', text: changed('</settings>', ''), found: ['not well-formed'] },
    { reason: 'another root', text: good.replaceAll('unattend', 'unattended'), found: ['root element'] },
    {
      reason: 'a pass given twice',
      text: changed('"specialize"', '"windowsPE"'),
      found: ['pass windowsPE', 'specialize has 0'],
    },
    {
      reason: 'a component given twice in a pass',
      text: changed('"Microsoft-Windows-Deployment"', '"Microsoft-Windows-Shell-Setup"'),
      found: ['component Microsoft-Windows-Shell-Setup', 'specialize has 0'],
    },
    { reason: 'two commands', text: changed(command, command + command), found: ['windowsPE has 2', 'numbered 1, 1'] },
    { reason: 'no command', text: changed(command, ''), found: ['windowsPE has 0'] },
    {
      reason: 'a command of 260 characters',
      text: changed('&amp;exit 0"', `&amp;exit ${'0'.repeat(64)}"`),
      found: ['260 characters'],
    },
    {
      reason: 'a first-logon command of more than 1024 characters',
      text: changed("'goldpane\\bootstrap.ps1'", `'${'g'.repeat(1024)}'`),
      found: ['1024 are possible'],
    },
    { reason: 'a letter in a command', text: changed('call %i:\\', 'call E:\\'), found: ['drive E:'] },
    { reason: 'two disks', text: changed(disk, disk + disk), found: ['2 disks'] },
    { reason: 'no disk', text: changed(disk, ''), found: ['0 disks'] },
    {
      reason: 'a disk that is not wiped',
      text: changed('WillWipeDisk>true', 'WillWipeDisk>false'),
      found: ['WillWipeDisk'],
    },
    {
      reason: 'another disk to install to',
      text: changed('<InstallTo>\r\n            <DiskID>0', '<InstallTo><DiskID>1'),
      found: ['InstallTo'],
    },
    { reason: 'EFI not formatted', text: changed('<Format>FAT32</Format>', ''), found: ['EFI partition'] },
    { reason: 'Windows not formatted', text: changed('<Format>NTFS</Format>', ''), found: ['Windows partition'] },
    {
      reason: 'a gap in the numbers',
      text: changed('<Order>3</Order>', '<Order>4</Order>'),
      found: ['numbered 1, 2, 4'],
    },
  ])('finds $reason', ({ text, found }) => {
    const findings = checkAnswerFile(text);

    expect(findings.map((finding, index) => finding.found.includes(found[index] ?? '-'))).toEqual(
      found.map(() => true),
    );
    expect(findings.every(({ severity, where }) => severity === 'error' && /^line \d+/.test(where))).toBe(true);
  });

  test.for([
    { reason: 'nothing inside', inside: '', disks: 'unattend' },
    { reason: 'no name and no pass', inside: '<settings><component/></settings>', disks: 'unattend' },
    {
      reason: 'an empty component',
      inside: '<settings pass="windowsPE"><component name="Microsoft-Windows-Setup"/><x/></settings>',
      disks: 'windowsPE/Microsoft-Windows-Setup',
    },
  ])('finds what is not there at all: $reason', ({ inside, disks }) => {
    const findings = checkAnswerFile(`<unattend xmlns="urn:schemas-microsoft-com:unattend">${inside}</unattend>`);

    expect(findings.map(({ where, found }) => `${where}: ${found}`)).toEqual([
      'line 1: unattend: The pass windowsPE has 0 commands, not one',
      'line 1: unattend: The pass specialize has 0 commands, not one',
      'line 1: unattend: The pass oobeSystem has 0 commands, not one',
      `line 1: ${disks}: DiskConfiguration names 0 disks, not one`,
    ]);
  });

  test('finds an InstallTo that is missing', () => {
    const installTo = /<InstallTo>[\s\S]*<\/InstallTo>/.exec(good)?.[0] ?? '';

    expect(checkAnswerFile(changed(installTo, '')).map(({ found }) => found)).toEqual([
      'InstallTo names another disk than DiskConfiguration, or none',
      'The Windows partition is not formatted as NTFS in ModifyPartitions',
    ]);
  });

  test('says where, why and what to do', () => {
    expect(checkAnswerFile(changed('WillWipeDisk>true', 'WillWipeDisk>false'))).toEqual([
      {
        id: 'GP-ANSWER-FILE',
        severity: 'error',
        where: 'line 24: windowsPE/Microsoft-Windows-Setup/DiskConfiguration/Disk',
        found: 'WillWipeDisk is not true',
        why: 'Partitions that are there already make Setup stop',
        remedy: 'Set WillWipeDisk to true',
      },
    ]);
  });
});

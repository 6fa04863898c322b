import { describe, expect, test } from 'vitest';
import type { AnswerFileTarget } from '../../src/unattend/answer-file-target.ts';
import { checkAnswerFile } from '../../src/unattend/check-answer-file.ts';
import { renderAnswerFile } from '../../src/unattend/render-answer-file.ts';
import { clientOptions, serverOptions, skeletons } from './skeletons.ts';

const good = renderAnswerFile({ ...clientOptions, remoteDesktop: true }, skeletons);
const server = renderAnswerFile({ ...serverOptions, remoteDesktop: true }, skeletons);

const pro = {
  id: 'Professional',
  name: 'Windows 11 Pro',
  index: 6,
  evaluation: false,
  key: 'VK7JG-NPHTM-C97JM-9MPGT-3V66T',
};
const home = { id: 'Core', name: 'Windows 11 Home', index: 1, evaluation: false, key: 'YTMG3-N6DKC-DKB77-7M9GH-8HVX7' };
const trial = { id: 'EnterpriseEval', name: 'Windows 11 Enterprise Evaluation', index: 6, evaluation: true };
const release = { id: 'win11-25h2', kind: 'client', build: 26200 } as const;
const client: AnswerFileTarget = {
  release,
  architectures: ['amd64'],
  editions: [pro],
  languages: ['en-US'],
  isOneMedium: true,
};
const evaluation: AnswerFileTarget = { ...client, editions: [trial] };
const anyMedium: AnswerFileTarget = { ...client, editions: [pro, home, trial], isOneMedium: false };
const build: AnswerFileTarget = { ...client, isForBuild: true };

/** A good file with the first occurrence of `from` replaced. */
function changed(from: string, to: string, text = good): string {
  if (!text.includes(from)) throw new Error(`the good file lacks ${from}`);
  return text.replace(from, () => to);
}

function part(pattern: RegExp, text = good): string {
  const found = pattern.exec(text)?.[0];
  expect(found).toBeDefined();
  return found ?? '';
}

/** Findings in short: `error KEY 12`. */
function short(text: string | Uint8Array, target?: AnswerFileTarget): readonly string[] {
  return checkAnswerFile(text, target).map(({ id, severity, line }) => `${severity} ${id.slice(10)} ${line}`);
}

const component = (name: string, inside: string) =>
  `<component name="${name}" processorArchitecture="amd64" publicKeyToken="31bf3856ad364e35" language="neutral" versionScope="nonSxS">${inside}</component>`;
const pass = (name: string, inside: string) => `<settings pass="${name}">${inside}</settings>`;
const file = (inside: string) =>
  `<unattend xmlns="urn:schemas-microsoft-com:unattend" xmlns:wcm="http://schemas.microsoft.com/WMIConfig/2002/State">${inside}</unattend>`;
const firstLogon = (command: string) =>
  file(
    pass(
      'oobeSystem',
      component(
        'Microsoft-Windows-Shell-Setup',
        `<FirstLogonCommands><SynchronousCommand wcm:action="add"><Order>1</Order><CommandLine>${command}</CommandLine></SynchronousCommand></FirstLogonCommands>`,
      ),
    ),
  );
const inPe = (command: string) =>
  file(
    pass(
      'windowsPE',
      component(
        'Microsoft-Windows-Setup',
        `<RunSynchronous><RunSynchronousCommand wcm:action="add"><Order>1</Order><Path>${command}</Path></RunSynchronousCommand></RunSynchronous>`,
      ),
    ),
  );
const spp = component('Microsoft-Windows-Security-SPP-UX', '<SkipAutoActivation>true</SkipAutoActivation>');
const key = '<Key>VK7JG-NPHTM-C97JM-9MPGT-3V66T</Key>';
/** The good file with a twin of each component for another architecture. */
const forTwo = good.replaceAll(/<component [\s\S]*?<\/component>/g, (one) => one + one.replace('amd64', 'x86'));
const disk = part(/<Disk wcm[\s\S]*?<\/Disk>/);
const account = part(/<LocalAccount wcm[\s\S]*?<\/LocalAccount>/);

describe('checkAnswerFile()', () => {
  test.for([
    { reason: 'for any Windows', text: good, target: {} },
    { reason: 'for its edition', text: good, target: client },
    { reason: 'for a build', text: good, target: build },
    { reason: 'for any medium of the release', text: good, target: anyMedium },
    { reason: 'of a server', text: server, target: {} },
    { reason: 'for two architectures', text: forTwo, target: {} },
    { reason: 'for two architectures, of which one fits', text: forTwo, target: client },
  ])('finds nothing wrong with what goldpane renders $reason', ({ text, target }) => {
    expect(checkAnswerFile(text, target)).toEqual([]);
  });

  test.for([
    { reason: 'a pass given twice', text: changed('"specialize"', '"windowsPE"'), found: 'ENVELOPE', others: true },
    { reason: 'a pass that does not exist', text: changed('"specialize"', '"specialise"'), found: 'ENVELOPE' },
    { reason: 'a pass without a name', text: changed(' pass="specialize"', ''), found: 'ENVELOPE' },
    {
      reason: 'a component given twice',
      text: changed('"Microsoft-Windows-Deployment"', '"Microsoft-Windows-Shell-Setup"'),
      found: 'ENVELOPE',
      others: true,
    },
    {
      reason: 'a component without a token',
      text: changed(' publicKeyToken="31bf3856ad364e35"', ''),
      found: 'ENVELOPE',
    },
    { reason: 'a component without an architecture', text: changed('"amd64"', '""'), found: 'ENVELOPE' },
    { reason: 'another architecture', text: changed('"amd64"', '"x86"'), target: client, found: 'ENVELOPE' },
    { reason: 'something else below the root', text: file('<component/>'), found: 'ENVELOPE' },
    { reason: 'something else in a pass', text: file(pass('specialize', '<RunSynchronous/>')), found: 'ENVELOPE' },
    {
      reason: 'an unknown component',
      text: file(pass('specialize', component('Contoso-Thing', ''))),
      found: 'COMPONENT',
      severity: 'warning',
    },
    { reason: 'a component misspelt', text: changed('Windows-Deployment"', 'Windows-Deploymnet"'), found: 'COMPONENT' },
    {
      reason: 'International-Core in windowsPE',
      text: file(pass('windowsPE', component('Microsoft-Windows-International-Core', ''))),
      found: 'COMPONENT',
      severity: 'warning',
    },
    {
      reason: 'DriverPaths in the wrong component',
      text: changed('<ImageInstall>', '<DriverPaths/><ImageInstall>'),
      found: 'SETTING',
    },
    {
      reason: 'a setting misspelt',
      text: changed('<InputLocale>', '<InputLocal>').replace('</InputLocale>', '</InputLocal>'),
      found: 'SETTING',
    },
    {
      reason: 'an unknown setting',
      text: changed('<FirstLogonCommands>', '<Wallpaper>x</Wallpaper><FirstLogonCommands>'),
      found: 'SETTING',
      severity: 'warning',
    },
    {
      reason: 'a setting in a wrong pass',
      text: changed('<ComputerName>*</ComputerName>', '<OOBE/><ComputerName>*</ComputerName>'),
      found: 'SETTING',
    },
    { reason: 'a yes-or-no that is neither', text: changed('WillWipeDisk>true', 'WillWipeDisk>ture'), found: 'VALUE' },
    { reason: 'a number that is none', text: changed('<LogonCount>1', '<LogonCount>once'), found: 'VALUE' },
    { reason: 'an empty key', text: changed(key, '<Key></Key>'), found: 'VALUE', severity: 'warning' },
    {
      reason: 'a command of 260 characters',
      text: inPe('x'.repeat(260)),
      found: 'LENGTH',
    },
    { reason: 'a first-logon command of 1025 characters', text: firstLogon('x'.repeat(1025)), found: 'LENGTH' },
    { reason: 'a computer name of 16 characters', text: changed('>*<', '>abcdefghijklmnop<'), found: 'LENGTH' },
    { reason: 'an Order given twice', text: changed('<Order>3</Order>', '<Order>2</Order>'), found: 'ORDER' },
    { reason: 'an Order that is missing', text: changed('<Order>1</Order>', ''), found: 'ORDER' },
    { reason: 'an Order that is no number', text: changed('<Order>1</Order>', '<Order>first</Order>'), found: 'ORDER' },
    { reason: 'an item without its mark', text: changed(' wcm:action="add"', ''), found: 'LIST', severity: 'warning' },
    { reason: 'an item without a key', text: changed(' wcm:keyValue="RemoteDesktop"', ''), found: 'LIST' },
    { reason: 'EFI not formatted', text: changed('<Format>FAT32</Format>', ''), found: 'DISK' },
    { reason: 'Windows not formatted', text: changed('<Format>NTFS</Format>', ''), found: 'DISK' },
    {
      reason: 'nothing formatted, on a Windows that nobody named',
      text: changed(part(/<ModifyPartitions>[\s\S]*<\/ModifyPartitions>/), ''),
      found: 'DISK',
      severity: 'warning',
    },
    {
      reason: 'nothing formatted, for the Setup of 24H2 and later',
      text: changed(part(/<ModifyPartitions>[\s\S]*<\/ModifyPartitions>/), ''),
      target: client,
      found: 'DISK',
    },
    { reason: 'two disks', text: changed(disk, disk + disk.replace('>0<', '>1<')), found: 'DISK', severity: 'warning' },
    {
      reason: 'two disks in a build',
      text: changed(disk, disk + disk.replace('>0<', '>1<')),
      target: build,
      found: 'DISK',
    },
    { reason: 'one disk twice', text: changed(disk, disk + disk), found: 'DISK' },
    {
      reason: 'InstallTo the EFI partition',
      text: changed(
        '<PartitionID>3</PartitionID>\r\n          </InstallTo>',
        '<PartitionID>1</PartitionID></InstallTo>',
      ),
      found: 'DISK',
    },
    {
      reason: 'InstallTo a partition that is not made',
      text: changed(
        '<PartitionID>3</PartitionID>\r\n          </InstallTo>',
        '<PartitionID>4</PartitionID></InstallTo>',
      ),
      found: 'DISK',
    },
    {
      reason: 'InstallTo another disk',
      text: changed('<InstallTo>\r\n            <DiskID>0', '<InstallTo><DiskID>1'),
      found: 'DISK',
    },
    {
      reason: 'InstallTo and InstallToAvailablePartition',
      text: changed('<InstallTo>', '<InstallToAvailablePartition>true</InstallToAvailablePartition><InstallTo>'),
      found: 'DISK',
    },
    { reason: 'a partition without a size', text: changed('<Size>16</Size>', ''), found: 'DISK' },
    { reason: 'a letter other than C', text: changed('<Letter>C', '<Letter>W'), found: 'DISK', severity: 'warning' },
    {
      reason: 'an index that no image has',
      text: changed('/INDEX</Key>', '/INDEX</Key>').replace('<Value>6<', '<Value>7<'),
      target: client,
      found: 'IMAGE',
    },
    { reason: 'index 0', text: changed('<Value>6<', '<Value>0<'), found: 'IMAGE' },
    {
      reason: 'an edition by a name that the catalogue does not have',
      text: changed('/IMAGE/INDEX', '/IMAGE/NAME'),
      target: client,
      found: 'IMAGE',
      severity: 'warning',
    },
    { reason: 'B1: a key on evaluation media', text: good, target: evaluation, found: 'KEY' },
    { reason: 'a key without hyphens', text: changed(key, '<Key>VK7JGNPHTMC97JM9MPGT3V66T</Key>'), found: 'KEY' },
    { reason: 'B1: no key on consumer media', text: changed(key, ''), target: client, found: 'KEY' },
    {
      reason: 'the key of another edition',
      text: changed('VK7JG-NPHTM-C97JM-9MPGT-3V66T', home.key),
      target: { ...anyMedium, editions: [pro, home] },
      found: 'KEY',
    },
    {
      reason: 'SkipAutoActivation on evaluation media',
      text: changed(key, '').replace('<settings pass="specialize">', `<settings pass="specialize">${spp}`),
      target: evaluation,
      found: 'ACTIVATION',
    },
    {
      reason: 'SkipAutoActivation where the medium may be an evaluation',
      text: changed(key, '').replace('<settings pass="specialize">', `<settings pass="specialize">${spp}`),
      target: anyMedium,
      found: 'ACTIVATION',
      severity: 'warning',
    },
    {
      reason: 'B4: a language that the medium does not speak',
      text: changed('UILanguage>en-US', 'UILanguage>en-GB'),
      target: client,
      found: 'LANGUAGE',
    },
    {
      reason: 'no language at all',
      text: changed('Microsoft-Windows-International-Core-WinPE', 'Microsoft-Windows-NetBT'),
      found: 'LANGUAGE',
      others: true,
    },
    { reason: 'a computer name of digits', text: changed('>*<', '>12345<'), found: 'NAME' },
    { reason: 'an account named like the computer', text: changed('>*<', '>GOLDPANE<'), found: 'NAME' },
    {
      reason: 'an account of Windows itself',
      text: changed('<Name>goldpane', '<Name>Guest'),
      found: 'NAME',
      others: true,
    },
    {
      reason: 'Server without AdministratorPassword',
      text: changed(part(/<AdministratorPassword>[\s\S]*<\/AdministratorPassword>/, server), '', server),
      target: { release: { ...release, kind: 'server' } },
      found: 'PASSWORD',
    },
    {
      reason: 'a password that is not encoded',
      text: changed('<PlainText>true', '<PlainText>false').replace('{{GOLDPANE_PASSWORD}}', 'secret'),
      found: 'PASSWORD',
    },
    { reason: 'a logon with another password', text: changed('{{GOLDPANE_PASSWORD}}', 'other'), found: 'PASSWORD' },
    {
      reason: 'a logon of Administrator with another password',
      text: file(
        pass(
          'oobeSystem',
          component(
            'Microsoft-Windows-Shell-Setup',
            '<AutoLogon><Enabled>true</Enabled><Username>Administrator</Username><Password><Value>one</Value></Password></AutoLogon><UserAccounts><AdministratorPassword><Value>two</Value></AdministratorPassword></UserAccounts>',
          ),
        ),
      ),
      found: 'PASSWORD',
    },
    {
      reason: 'an image by a name that nothing installs, of which no index is known',
      text: changed('/IMAGE/INDEX', '/IMAGE/NAME'),
      target: { ...client, release: undefined, editions: [{ ...pro, index: undefined }] },
      found: 'IMAGE',
      severity: 'warning',
    },
    {
      reason: 'a language that is left empty',
      text: changed('UILanguage>en-US', 'UILanguage>'),
      target: client,
      found: 'LANGUAGE',
      others: true,
    },
    {
      reason: 'a language that no known medium of the release speaks',
      text: changed('UILanguage>en-US', 'UILanguage>en-GB'),
      target: { ...client, isOneMedium: false },
      found: 'LANGUAGE',
      severity: 'warning',
    },
    {
      reason: 'what stands below the root, or in a pass, and belongs to nothing',
      text: file(`<component/>${pass('specialize', '<settings/>')}`),
      found: 'ENVELOPE',
      others: true,
    },
    {
      reason: 'a logon of an account that is not made',
      text: changed(account, ''),
      found: 'PASSWORD',
      severity: 'warning',
    },
    {
      reason: 'a licence that is not accepted',
      text: changed('<AcceptEula>true', '<AcceptEula>false'),
      found: 'PAGE',
      severity: 'warning',
    },
    {
      reason: 'ProtectYourPC missing',
      text: changed('<ProtectYourPC>3</ProtectYourPC>', ''),
      found: 'PAGE',
      severity: 'warning',
    },
    { reason: 'PowerShell in Windows PE', text: inPe('powershell -c 1'), found: 'COMMAND', severity: 'warning' },
    {
      reason: 'a value for a registry in memory',
      text: inPe('reg add HKLM\\SOFTWARE\\X /v y'),
      found: 'COMMAND',
      severity: 'warning',
    },
    {
      reason: 'wmic on 24H2 and later',
      text: firstLogon('wmic os get name'),
      target: client,
      found: 'COMMAND',
      severity: 'warning',
    },
    { reason: 'B7: a baked letter', text: firstLogon('cmd /c D:\\setup.cmd'), found: 'LETTER', severity: 'warning' },
    {
      reason: 'B11: a group of accounts by name',
      text: firstLogon('net localgroup Administrators bob /add'),
      found: 'GROUP',
      severity: 'warning',
    },
    {
      reason: 'a group of firewall rules by name',
      text: changed('@FirewallAPI.dll,-28752', 'Remote Desktop'),
      found: 'GROUP',
      severity: 'warning',
    },
    {
      reason: 'a download',
      text: firstLogon('curl -O https://example.com/a.exe'),
      found: 'NETWORK',
      severity: 'warning',
    },
    {
      reason: 'a disk that a build does not have',
      text: good.replaceAll('<DiskID>0', '<DiskID>1'),
      target: build,
      found: 'BUILD',
    },
    {
      reason: 'a build without its command',
      text: changed(part(/<FirstLogonCommands>[\s\S]*<\/FirstLogonCommands>/), ''),
      target: build,
      found: 'BUILD',
    },
    {
      reason: 'device encryption in a build',
      text: changed('<PreventDeviceEncryption>true', '<PreventDeviceEncryption>false'),
      target: build,
      found: 'BUILD',
    },
  ] as readonly Case[])('finds $reason', ({ text, target, found, severity = 'error', others }) => {
    const findings = checkAnswerFile(text, target);

    const fitting = findings.filter((finding) => finding.id === `GP-ANSWER-${found}` && finding.severity === severity);
    expect(fitting).not.toEqual([]);
    if (!others) expect(findings.filter(({ id }) => id !== `GP-ANSWER-${found}`)).toEqual([]);
    for (const { line, where, path } of findings) expect(where).toBe(path ? `line ${line}: ${path}` : `line ${line}`);
  });

  test.for([
    { reason: 'letters in a search', command: 'cmd /c "for %i in (C D E F) do if exist %i:\\x call %i:\\x"' },
    { reason: 'letters in a list', command: 'cmd /c for %i in (D: E: F:) do if exist %i\\x call %i\\x' },
    { reason: 'C: and registry hives', command: 'reg add HKLM\\SYSTEM\\X /v y /d C:\\x' },
    {
      reason: 'a drive of PowerShell',
      command: 'powershell -c "ls Cert:\\LocalMachine; $env:X; [IO.Path]::Combine(1)"',
    },
    { reason: 'groups by SID', command: 'icacls C:\\x /grant *S-1-5-32-544:F' },
    { reason: 'a placeholder for a template engine', command: '{{ command }}' },
  ])('lets $reason pass', ({ command }) => {
    expect(checkAnswerFile(firstLogon(command), client)).toEqual([]);
  });

  test.for([
    { reason: 'a comment', text: file('<!-- \u2013 -->'), found: [] },
    { reason: 'a reference', text: changed('<DisplayName>', '<DisplayName>&#xdc;'), found: [] },
    { reason: 'B5: a byte-order mark', text: `\ufeff${good}`, found: ['warning ENCODING 1'] },
    {
      reason: 'a letter beyond ASCII',
      text: changed('<DisplayName>', '<DisplayName>\u00dc'),
      found: [/^warning ENCODING \d+$/],
    },
  ])('judges how a file is written: $reason', ({ text, found }) => {
    const expected = found.map((each) => (typeof each === 'string' ? each : expect.stringMatching(each)));

    expect(short(text)).toEqual(expected);
    expect(short(new TextEncoder().encode(text))).toEqual(expected);
  });

  test.for([
    {
      reason: 'UTF-16 with a mark',
      text: '\ufeff<?xml version="1.0" encoding="utf-16"?>',
      wide: true,
      found: ['warning ENCODING 1'],
    },
    {
      reason: 'UTF-16 without a mark',
      text: '<?xml version="1.0" encoding="utf-16"?>',
      wide: true,
      found: ['warning ENCODING 1'],
    },
    {
      reason: 'UTF-16 that says UTF-8',
      text: '\ufeff<?xml version="1.0" encoding="utf-8"?>',
      wide: true,
      found: ['error ENCODING 1'],
    },
    {
      reason: 'UTF-8 that says UTF-16',
      text: '<?xml version="1.0" encoding="utf-16"?>',
      wide: false,
      found: ['error ENCODING 1'],
    },
    {
      reason: 'an encoding that nobody knows',
      text: '<?xml version="1.0" encoding="x-klingon"?>',
      wide: false,
      found: ['error UNREADABLE 1'],
    },
  ])('reads $reason', ({ text, wide, found }) => {
    const whole = `${text}${file('')}`;

    expect(short(Buffer.from(whole, wide ? 'utf16le' : 'utf8'))).toEqual(found);
  });

  test('a byte-order mark is an error where Setup was seen to pass over such files', () => {
    expect(short(`\ufeff${good}`, client)).toEqual(['error ENCODING 1']);
  });

  test('says where, why and what to do', () => {
    expect(checkAnswerFile(changed('WillWipeDisk>true', 'WillWipeDisk>ture'))).toEqual([
      {
        id: 'GP-ANSWER-VALUE',
        severity: 'error',
        where: 'line 26: windowsPE/Microsoft-Windows-Setup/DiskConfiguration/Disk/WillWipeDisk',
        line: 26,
        path: 'windowsPE/Microsoft-Windows-Setup/DiskConfiguration/Disk/WillWipeDisk',
        found: 'WillWipeDisk is ture',
        why: 'Setup refuses a value of another form, or takes it for none',
        remedy: 'Say true or false',
      },
    ]);
  });

  test('several mistakes are found at once, by line', () => {
    const text = changed('<LogonCount>1', '<LogonCount>x').replace('<Format>NTFS</Format>', '').replace('>*<', '>1<');

    expect(short(text).map((each) => each.split(' ')[1])).toEqual(['DISK', 'NAME', 'VALUE']);
  });
});

type Case = {
  readonly reason: string;
  readonly text: string;
  readonly target?: AnswerFileTarget;
  readonly found: string;
  readonly severity?: 'error' | 'warning';
  readonly others?: true;
};

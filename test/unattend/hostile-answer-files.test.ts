import { describe, expect, test } from 'vitest';
import { checkAnswerFile } from '../../src/unattend/check-answer-file.ts';

const open =
  '<unattend xmlns="urn:schemas-microsoft-com:unattend" xmlns:wcm="http://schemas.microsoft.com/WMIConfig/2002/State">';
const component =
  '<component name="Microsoft-Windows-Setup" processorArchitecture="amd64" publicKeyToken="31bf3856ad364e35" language="neutral" versionScope="nonSxS">';
const around = (inside: string) =>
  `${open}<settings pass="windowsPE">${component}${inside}</component></settings></unattend>`;
const mebi = 1024 * 1024;

const inPath = (text: string) =>
  around(`<RunSynchronous><RunSynchronousCommand><Path>${text}</Path></RunSynchronousCommand></RunSynchronous>`);
const inDisk = (text: string) => {
  const made = text.replaceAll(/<Modify.*?<\/ModifyPartition>/g, '');
  const modified = text.replaceAll(/<Create.*?<\/CreatePartition>/g, '');
  const disk = `<WillWipeDisk>true</WillWipeDisk><CreatePartitions>${made}</CreatePartitions>`;
  return around(
    `<DiskConfiguration><Disk>${disk}<ModifyPartitions>${modified}</ModifyPartitions></Disk></DiskConfiguration>`,
  );
};
const inAccounts = (text: string) =>
  around('')
    .replace('windowsPE', 'oobeSystem')
    .replace('Microsoft-Windows-Setup', 'Microsoft-Windows-Shell-Setup')
    .replace(
      '</component>',
      `<UserAccounts><LocalAccounts><LocalAccount>${text}</LocalAccount></LocalAccounts></UserAccounts></component>`,
    );

type Growing = {
  readonly reason: string;
  readonly inside: (n: number) => string;
  readonly around?: (text: string) => string;
};

describe('hostile answer files', () => {
  test.for([
    {
      reason: 'an external entity',
      text: `<!DOCTYPE u [<!ENTITY x SYSTEM "file:///etc/passwd">]>${open}&x;</unattend>`,
    },
    {
      reason: 'entities that grow',
      text: `<!DOCTYPE u [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>${open}&b;</unattend>`,
    },
    { reason: 'a document type on a server', text: '<!DOCTYPE u SYSTEM "http://192.0.2.1/x.dtd"><u/>' },
    { reason: 'ten thousand levels', text: `${open}${'<a>'.repeat(10_000)}` },
    { reason: 'more than 1 MiB', text: around(`<!--${' '.repeat(mebi)}-->`) },
    { reason: 'a tag that never ends', text: `${open}<a${' '.repeat(mebi / 2)}` },
    { reason: 'a name that never ends', text: `${open}<${'a'.repeat(mebi / 2)}` },
    { reason: 'attributes that never end', text: `${open}<a ${'b="c" '.repeat(100_000)}` },
    { reason: 'a comment that never ends', text: `${open}<!--${'-'.repeat(mebi / 2)}` },
    { reason: 'markup inside markup', text: '<<<<<<'.repeat(10_000) },
    { reason: 'nothing', text: '' },
    { reason: 'zeroes', text: '\0'.repeat(mebi / 2) },
    { reason: 'a script', text: '#!/bin/sh\nexit 0\n' },
    { reason: 'another root', text: '<Unattend xmlns="urn:schemas-microsoft-com:unattend"/>' },
    { reason: 'another namespace', text: '<unattend xmlns="urn:schemas-microsoft-com:unattended"/>' },
  ])('refuses $reason in milliseconds', ({ text }) => {
    const start = performance.now();
    const findings = checkAnswerFile(new TextEncoder().encode(text));

    expect(findings.map(({ id }) => id)).toEqual(['GP-ANSWER-UNREADABLE']);
    expect(performance.now() - start).toBeLessThan(250);
  });

  test.for([
    { reason: 'UTF-8', bytes: [0x3c, 0x61, 0xff, 0xfe, 0x3e] },
    { reason: 'UTF-16', bytes: [0xff, 0xfe, 0x3c, 0x00, 0x00, 0xd8] },
    { reason: 'UTF-32, which is read as UTF-16', bytes: [0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0] },
  ])('refuses bytes that are not $reason', ({ bytes }) => {
    expect(checkAnswerFile(Uint8Array.from(bytes)).map(({ id }) => id)).toEqual(['GP-ANSWER-UNREADABLE']);
  });

  test.for([
    { reason: 'settings that nobody knows', inside: (n: number) => `<x${n}/>` },
    { reason: 'settings nearly right', inside: (n: number) => `<UserDat${n % 10}/>` },
    { reason: 'commands without numbers', inside: () => '<RunSynchronous><RunSynchronousCommand/></RunSynchronous>' },
    {
      reason: 'disks',
      inside: (n: number) => `<DiskConfiguration><Disk><DiskID>${n}</DiskID></Disk></DiskConfiguration>`,
    },
    { reason: 'accounts', inside: (n: number) => `<Name>a${n}</Name>`, around: inAccounts },
    {
      reason: 'partitions',
      inside: (n: number) =>
        `<CreatePartition><Order>${n}</Order></CreatePartition><ModifyPartition><PartitionID>${n}</PartitionID></ModifyPartition>`,
      around: inDisk,
    },
    { reason: 'keys', inside: () => '<UserData><ProductKey><Key>x</Key></ProductKey></UserData>' },
    { reason: 'braces', inside: () => '{{', around: inPath },
    { reason: 'comments inside CDATA', inside: () => '<!--', around: (text: string) => inPath(`<![CDATA[${text}]]>`) },
    { reason: 'commands about groups', inside: () => '-LocalGroupMember icacls ', around: inPath },
    { reason: 'letters', inside: () => 'D: ', around: inPath },
    { reason: 'images', inside: () => '<ImageInstall><OSImage><InstallTo/></OSImage></ImageInstall>' },
  ] as readonly Growing[])('takes time in proportion to size: $reason', ({ inside, around: wrap = around }) => {
    const timed = (bytes: number) => {
      let text = '';
      for (let n = 0; text.length < bytes; n += 1) text += inside(n);
      const start = performance.now();
      checkAnswerFile(wrap(text));
      return performance.now() - start;
    };
    timed(20_000);

    // Eight times the size takes far less than the 64 times of a square; a small file takes no time to compare with.
    expect(timed(960_000)).toBeLessThan(Math.max(2000, 25 * timed(120_000)));
  });
});

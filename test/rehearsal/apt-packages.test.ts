import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { aptPackages, dependencyGraph, libraryClosure, parseUris } from '../../src/rehearsal/apt-packages.ts';

const depends = `wimtools
  Depends: libc6
  Depends: libwim15
  PreDepends: dpkg
libwim15
 |Depends: libxml2
  Depends: <libxml2-virtual>
    libxml2
  Depends: libntfs-3g89:any
libxml2
  Depends: libicu72
libicu72
libntfs-3g89
  Depends: libperl5.36-perl
`;

test('apt-cache depends: packages with what they depend on, alternatives and qualifiers included', () => {
  expect([...dependencyGraph(depends)]).toEqual([
    ['wimtools', ['libc6', 'libwim15', 'dpkg']],
    ['libwim15', ['libxml2', 'libntfs-3g89']],
    ['libxml2', ['libicu72']],
    ['libicu72', []],
    ['libntfs-3g89', ['libperl5.36-perl']],
  ]);
});

test('libraries are followed through libraries; programs and Perl are not', () => {
  expect(libraryClosure(dependencyGraph(depends), ['wimtools'])).toEqual([
    'libc6',
    'libicu72',
    'libntfs-3g89',
    'libwim15',
    'libxml2',
    'wimtools',
  ]);
});

test('apt-get download --print-uris: an epoch is escaped in the file name only', () => {
  const digest = 'f7f6f99c6d7b025914df2447fc93e11d22c44c0c8bdd8b6f36691c9e7ddcef88';
  const text = `Reading package lists...\n'http://mirror.example/pool/n/ntfs-3g_1%3a2022-1_amd64.deb' ntfs-3g_1%3a2022-1_amd64.deb 406396 SHA256:${digest}\n`;

  expect(parseUris(text)).toEqual([
    { name: 'ntfs-3g', version: '1:2022-1', file: 'ntfs-3g_1%3a2022-1_amd64.deb', sizeBytes: 406396, sha256: digest },
  ]);
});

/** Puts an apt on PATH that knows the packages of the guest, except those named. */
function fakeApt(unknown: readonly string[]): void {
  const directory = mkdtempSync(join(tmpdir(), 'goldpane-apt-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const write = (name: string, text: string) => {
    writeFileSync(join(directory, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(directory, name), 0o755);
  };
  const answer = unknown.includes('linux-image-amd64') ? '' : 'Depends: linux-image-6.1.0-56-amd64';
  write('apt-cache', `echo linux-image-amd64; echo '  ${answer}'; echo wimtools; echo '  Depends: libwim15'`);
  const digest = '0'.repeat(64);
  const filter = unknown.map((name) => `${name}) code=100; continue ;;`).join(' ');
  const print = `echo "'http://mirror.example/x' \${name}_1_amd64.deb 7 SHA256:${digest}"`;
  write(
    'apt-get',
    `shift 2; for name in "$@"; do name=\${name%:amd64}; case $name in ${filter || 'none) ;;'} esac; ${print}; done; exit $code`,
  );
  vi.stubEnv('PATH', `${directory}:${process.env['PATH']}`);
}

test('the kernel that the meta package names, the programs, and the libraries behind them', async () => {
  fakeApt([]);

  expect((await aptPackages().resolve()).map(({ name }) => name)).toEqual([
    ...['linux-image-6.1.0-56-amd64', 'busybox-static', 'grub-efi-amd64-signed', 'shim-signed'],
    ...['dosfstools', 'efibootmgr', 'fdisk', 'libwim15', 'libxml2-utils', 'ntfs-3g', 'qemu-guest-agent', 'wimtools'],
  ]);
});

test.for([
  { reason: 'a distribution without that kernel', unknown: ['linux-image-amd64'], named: 'linux-image-amd64' },
  { reason: 'package lists that are not there', unknown: ['shim-signed', 'fdisk'], named: 'shim-signed, fdisk' },
])('$reason: all packages that apt does not know are named', async ({ unknown, named }) => {
  fakeApt(unknown);

  await expect(aptPackages().resolve()).rejects.toMatchObject({
    code: 'GP-REHEARSAL-GUEST',
    message: `apt knows no package ${named}, of which the rehearsal guest is made`,
  });
});

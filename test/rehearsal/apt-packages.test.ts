import { expect, test } from 'vitest';
import { dependencyGraph, libraryClosure, parseUris } from '../../src/rehearsal/apt-packages.ts';

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

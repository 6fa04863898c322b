import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256From } from '../../src/base/ids.ts';
import { guestModules } from '../../src/rehearsal/kernel-modules.ts';
import type { DebianPackage, PackageSource } from '../../src/rehearsal/packages.ts';
import { fakeElf } from './fake-elf.ts';

function arMember(name: string, data: Buffer): Buffer {
  const fields = [name.padEnd(16), '0'.padEnd(12), '0'.padEnd(6), '0'.padEnd(6), '100644'.padEnd(8)];
  const header = `${fields.join('')}${String(data.length).padEnd(10)}\`\n`;
  return Buffer.concat([Buffer.from(header), data, Buffer.alloc(data.length % 2, '\n')]);
}

/** Writes a Debian package with these files. */
export function writeDeb(
  path: string,
  files: Readonly<Record<string, string | Buffer>>,
  dataName = 'data.tar.xz',
): void {
  const tree = `${path}.tree`;
  for (const [name, data] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, name)), { recursive: true });
    writeFileSync(join(tree, name), data, { mode: 0o755 });
  }
  execFileSync('tar', ['-cJf', `${path}.data`, '-C', tree, '.']);
  const members = [arMember('debian-binary', Buffer.from('2.0\n')), arMember('control.tar.xz', Buffer.from('odd'))];
  writeFileSync(
    path,
    Buffer.concat([Buffer.from('!<arch>\n'), ...members, arMember(dataName, readFileSync(`${path}.data`))]),
  );
}

const usual = ['libc.so.6'];
const programs = ['efibootmgr', 'mkfs.fat', 'mkntfs', 'sfdisk', 'wimlib-imagex', 'xmllint', 'qemu-ga', 'ntfs-3g'];

/** Everything that the guest takes from Debian, as one small package. */
export function guestContents(): Record<string, string | Buffer> {
  const modules = guestModules.map((name) => [
    `lib/modules/6.1.0-1-amd64/kernel/${name.replaceAll('_', '-')}.ko`,
    `ELF\0license=GPL\0depends=${name === 'vfat' ? 'fat' : ''}\0name=${name}\0`,
  ]);
  return {
    'boot/vmlinuz-6.1.0-1-amd64': 'kernel',
    'lib/modules/6.1.0-1-amd64/modules.builtin': 'kernel/drivers/tpm/tpm_crb.ko\n',
    'lib/modules/6.1.0-1-amd64/kernel/fs/fat/fat.ko': 'ELF\0depends=\0',
    'bin/busybox': 'busybox',
    'usr/lib/shim/shimx64.efi.signed': 'shim',
    'usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed': 'grub',
    'usr/lib/grub/x86_64-efi-signed/gcdx64.efi.signed': 'grub for CDs',
    'lib/x86_64-linux-gnu/libc.so.6': fakeElf(['ld-linux-x86-64.so.2']),
    'lib/x86_64-linux-gnu/ld-linux-x86-64.so.2': fakeElf([]),
    ...Object.fromEntries(modules),
    ...Object.fromEntries(programs.map((name) => [`usr/bin/${name}`, fakeElf(usual)])),
  };
}

/** A source with one package, and a count of how often it was asked. */
export function fakeSource(
  directory: string,
  contents: Record<string, string | Buffer>,
): PackageSource & { readonly asked: string[] } {
  const deb = join(directory, 'guest_1%3a2_amd64.deb');
  writeDeb(deb, contents);
  const bytes = readFileSync(deb);
  const sha256 = sha256From(createHash('sha256').update(bytes).digest('hex'));
  const only: DebianPackage = {
    name: 'guest',
    version: '1:2',
    file: 'guest_1%3a2_amd64.deb',
    sizeBytes: bytes.length,
    sha256,
  };
  const asked: string[] = [];
  return {
    name: 'fake',
    asked,
    resolve: async () => {
      asked.push('resolve');
      return [only];
    },
    download: async (packages, to) => {
      asked.push(`download ${packages.map(({ file }) => file).join(' ')}`);
      copyFileSync(deb, join(to, only.file));
    },
  };
}

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

type Driver = { readonly inf: string; readonly catalogue: string; readonly files: readonly string[] };

/** Drivers as the real ISO names them. Source: virtio-win/virtio-win-pkg-scripts:util/filemap.py */
const drivers: Readonly<Record<string, Driver>> = {
  viostor: { inf: 'viostor.inf', catalogue: 'viostor.cat', files: ['viostor.sys'] },
  vioscsi: { inf: 'vioscsi.inf', catalogue: 'vioscsi.cat', files: ['vioscsi.sys'] },
  NetKVM: { inf: 'netkvm.inf', catalogue: 'netkvm.cat', files: ['netkvm.sys', 'netkvmco.exe', 'netkvmp.exe'] },
  vioserial: { inf: 'vioser.inf', catalogue: 'vioser.cat', files: ['vioser.sys'] },
  Balloon: { inf: 'balloon.inf', catalogue: 'balloon.cat', files: ['balloon.sys', 'blnsvr.exe'] },
};
const version = '06/11/2026,100.104.104.30200';
const releases = ['w10', 'w11', '2k19', '2k22', '2k25'];

/**
 * The ISO's own list of its drivers, `data/info.json`.
 * Source: virtio-win/virtio-win-pkg-scripts:make-virtio-win-rpm-archive.py (generate_version_manifest)
 */
export function driverManifest() {
  const listed = releases.flatMap((folder) =>
    Object.entries(drivers).map(([name, { inf }]) => ({
      arch: 'amd64',
      driver_version: version,
      inf_path: `${name}/${folder}/amd64/${inf}`,
      name: `Red Hat VirtIO ${name}`,
      windows_version: folder,
    })),
  );
  return { drivers: listed };
}

/** An INF as the virtio drivers have it: sections, a comment, a string, a decorated and a plain list of files. */
export function infText({ catalogue, files }: Driver): string {
  const [first = '', ...more] = files;
  return [
    '; Copyright (c) somebody',
    '[Version]',
    'Signature="$WINDOWS NT$"',
    'Class=SCSIAdapter',
    'ClassGUID={4D36E97B-E325-11CE-BFC1-08002BE10318}',
    `CatalogFile=${catalogue}`,
    `DriverVer=${version}`,
    '',
    '[SourceDisksNames]',
    '1 = %DiskId%,,,""',
    '',
    '[SourceDisksFiles]',
    `${first} = 1,,  ; the driver itself`,
    '',
    '[SourceDisksFiles.amd64]',
    ...more.map((file) => `"${file}" = 1`),
    '',
    '[Strings]',
    'DiskId = "Red Hat; VirtIO disk"',
    '',
  ].join('\r\n');
}

/** How a stand-in differs from a complete ISO. */
export type VirtioChanges = {
  readonly version?: string;
  /** Paths that are left out. */
  readonly without?: readonly string[];
  /** Files that are there in addition, or in place of others. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
};

/** Writes an ISO laid out like virtio-win's: ISO 9660 level 4 with Rock Ridge, and no Joliet. */
export function writeVirtioWinIso(
  iso: string,
  { version: release = '0.1.302', without = [], files = {} }: VirtioChanges = {},
): void {
  const tree = mkdtempSync(join(tmpdir(), 'virtio-win-'));
  const contents = new Map<string, string | Buffer>([
    ['guest-agent/qemu-ga-x86_64.msi', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['virtio-win-gt-x64.msi', 'x'],
    ['data/info.json', JSON.stringify(driverManifest(), null, 2)],
  ]);
  for (const folder of releases) {
    for (const [name, driver] of Object.entries(drivers)) {
      const at = (file: string) => `${name}/${folder}/amd64/${file}`;
      contents.set(at(driver.inf), infText(driver));
      for (const file of [driver.catalogue, ...driver.files]) contents.set(at(file), `${file} of ${folder}`);
      contents.set(at(driver.inf.replace('.inf', '.pdb')), 'debugging symbols, which no INF names');
    }
  }
  for (const [path, content] of Object.entries(files)) contents.set(path, content);
  for (const path of without) contents.delete(path);
  for (const [path, content] of contents) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), content);
  }
  execFileSync('genisoimage', ['-quiet', '-r', '-iso-level', '4', '-V', `virtio-win-${release}`, '-o', iso, tree], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  rmSync(tree, { recursive: true });
}

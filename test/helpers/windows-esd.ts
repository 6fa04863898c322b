import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { imageProperties, type WindowsImage, type WindowsRelease } from '../../src/rehearsal/windows-images.ts';

const pe = (name: string): WindowsImage => ({ name, editionId: 'WindowsPE', installationType: 'Client' });
const setupMedia: WindowsImage = { name: 'Windows Setup Media', editionId: '', installationType: 'Client' };
const mediumFiles = [
  'setup.exe',
  'boot/etfsboot.com',
  'efi/boot/bootx64.efi',
  'efi/microsoft/boot/efisys.bin',
  'efi/microsoft/boot/efisys_noprompt.bin',
  'sources/setup.exe',
];

/**
 * Writes an ESD as the Media Creation Tool downloads it: solid LZMS, the medium, Windows PE, Setup, the editions. With
 * `order` they come in another one: `[1, 0, 2]` puts Windows PE first.
 */
export function writeEsd(
  path: string,
  release: WindowsRelease,
  editions: readonly WindowsImage[],
  order: readonly number[] = [0, 1, 2, ...[...editions.keys()].map((index) => index + 3)],
): void {
  const work = mkdtempSync(join(tmpdir(), 'esd-'));
  const images = [setupMedia, pe('Microsoft Windows PE (x64)'), pe('Microsoft Windows Setup (x64)'), ...editions];
  const ordered = order.flatMap((place) => images.slice(place, place + 1));
  for (const [index, image] of ordered.entries()) {
    const tree = join(work, String(index));
    for (const name of image === setupMedia ? mediumFiles : ['Windows/System32/ntdll.dll', `Windows/${index}`]) {
      mkdirSync(dirname(join(tree, name)), { recursive: true });
      writeFileSync(join(tree, name), Buffer.alloc(4096, name));
    }
    const how = index === 0 ? ['capture', tree, path] : ['append', tree, path];
    const solid = index === 0 ? ['--solid'] : [];
    const properties = imageProperties(image, release).filter((property) => !property.endsWith('='));
    execFileSync('wimlib-imagex', [...how, image.name, ...solid, '--no-acls', ...properties], { stdio: 'pipe' });
  }
  rmSync(work, { recursive: true });
}

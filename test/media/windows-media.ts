import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Image = { readonly name: string; readonly edition: string; readonly type?: string; readonly arch?: number };

/** Writes a WIM with these images, their metadata as Windows media have it. */
function writeWim(path: string, images: readonly Image[], language = 'en-US'): void {
  const tree = mkdtempSync(join(tmpdir(), 'wim-'));
  writeFileSync(join(tree, 'file'), 'contents');
  images.forEach(({ name, edition, type = 'Client', arch = 9 }, index) => {
    const properties = {
      'WINDOWS/ARCH': arch,
      'WINDOWS/EDITIONID': edition,
      'WINDOWS/INSTALLATIONTYPE': type,
      'WINDOWS/LANGUAGES/LANGUAGE': language,
      'WINDOWS/LANGUAGES/DEFAULT': language,
      'WINDOWS/VERSION/BUILD': 26100,
    };
    const options = Object.entries(properties).map(([key, value]) => `--image-property=${key}=${value}`);
    execFileSync('wimlib-imagex', [index === 0 ? 'capture' : 'append', tree, path, name, ...options], {
      stdio: 'ignore',
    });
  });
  rmSync(tree, { recursive: true });
}

/** Packs a tree as UDF with the files hidden from ISO 9660, as Microsoft's media are. */
export function writeUdf(tree: string, iso: string, label: string): void {
  const hidden = ['-hide', 'sources'];
  execFileSync('genisoimage', ['-quiet', '-udf', '-allow-limited-size', ...hidden, '-V', label, '-o', iso, tree]);
}

/** Packs a tree with Joliet and without UDF, as remastered media are. */
export function writeJoliet(tree: string, iso: string, label: string): void {
  execFileSync('xorriso', ['-no_rc', '-as', 'mkisofs', '-quiet', '-J', '-V', label, '-o', iso, tree], {
    stdio: 'ignore',
  });
}

/** A Windows-shaped tree: `sources/install.wim` with these images, and `sources/boot.wim`, each in its language. */
export function writeTree(tree: string, images: readonly Image[], setupLanguage: string, language = 'en-US'): void {
  mkdirSync(join(tree, 'sources'), { recursive: true });
  writeFileSync(join(tree, 'setup.exe'), 'MZ');
  writeWim(join(tree, 'sources/install.wim'), images, language);
  const boot = ['Microsoft Windows PE', 'Microsoft Windows Setup'].map((name) => ({ name, edition: 'WindowsPE' }));
  writeWim(join(tree, 'sources/boot.wim'), boot, setupLanguage);
}

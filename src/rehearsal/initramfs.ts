import { gzipSync } from 'node:zlib';
import type { CpioEntry } from './cpio.ts';
import { writeCpio } from './cpio.ts';

/** What an initramfs is made of: bytes by path (without leading slash), and symbolic links. */
type InitramfsContents = {
  readonly files: ReadonlyMap<string, { readonly data: Uint8Array; readonly mode: number }>;
  readonly links: ReadonlyMap<string, string>;
};

/** Directories that the first program mounts things on. */
const mountPoints = ['dev', 'proc', 'sys', 'run', 'tmp'];

/**
 * A gzip-compressed initramfs. Equal contents give equal bytes. gzip because every kernel and Node has it; the better
 * ratio of zstd gains nothing measurable at start.
 */
export function packInitramfs({ files, links }: InitramfsContents): Buffer {
  const paths = [...files.keys(), ...links.keys()];
  const directories = new Set([...mountPoints, ...paths.flatMap(parents)]);
  const entries: CpioEntry[] = [
    ...[...directories].sort().map((path): CpioEntry => ({ kind: 'directory', path, mode: 0o755 })),
    // The kernel opens this for the first program before that can mount anything.
    { kind: 'device', path: 'dev/console', mode: 0o600, major: 5, minor: 1 },
    ...sorted(files).map(([path, { data, mode }]): CpioEntry => ({ kind: 'file', path, mode, data })),
    ...sorted(links).map(([path, target]): CpioEntry => ({ kind: 'link', path, target })),
  ];
  return gzipSync(writeCpio(entries), { level: 9 });
}

function parents(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

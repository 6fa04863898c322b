/** One file, directory, symbolic link or character device of an archive; `path` without a leading slash. */
export type CpioEntry =
  | { readonly kind: 'file'; readonly path: string; readonly mode: number; readonly data: Uint8Array }
  | { readonly kind: 'directory'; readonly path: string; readonly mode: number }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | {
      readonly kind: 'device';
      readonly path: string;
      readonly mode: number;
      readonly major: number;
      readonly minor: number;
    };

const typeBits = { file: 0o100000, directory: 0o040000, link: 0o120000, device: 0o020000 } as const;

/**
 * An archive in "newc" format, as the kernel unpacks it: entries in the given order (parents first), owned by root,
 * without times, so that equal entries give equal bytes.
 * Source: Linux kernel documentation, "initramfs buffer format".
 */
export function writeCpio(entries: readonly CpioEntry[]): Buffer {
  const parts = entries.flatMap((entry, index) => record(entry, index + 1));
  return Buffer.concat([...parts, ...record({ kind: 'file', path: 'TRAILER!!!', mode: 0, data: new Uint8Array() }, 0)]);
}

function record(entry: CpioEntry, inode: number): Uint8Array[] {
  const data = dataOf(entry);
  const name = Buffer.from(`${entry.path}\0`);
  const header = Buffer.from(`070701${fields(entry, inode, data.length, name.length).map(hex).join('')}`);
  return [header, name, padding(header.length + name.length), data, padding(data.length)];
}

function dataOf(entry: CpioEntry): Uint8Array {
  if (entry.kind === 'file') return entry.data;
  return entry.kind === 'link' ? Buffer.from(entry.target) : new Uint8Array();
}

/** ino, mode, uid, gid, nlink, mtime, filesize, major, minor, rmajor, rminor, namesize, check. */
function fields(entry: CpioEntry, inode: number, sizeBytes: number, nameBytes: number): number[] {
  const mode = inode === 0 ? 0 : typeBits[entry.kind] | (entry.kind === 'link' ? 0o777 : entry.mode);
  const [major, minor] = entry.kind === 'device' ? [entry.major, entry.minor] : [0, 0];
  return [inode, mode, 0, 0, entry.kind === 'directory' ? 2 : 1, 0, sizeBytes, 0, 0, major, minor, nameBytes, 0];
}

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(8, '0');
}

function padding(length: number): Uint8Array {
  return new Uint8Array((4 - (length % 4)) % 4);
}

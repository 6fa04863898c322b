import { expect, test } from 'vitest';
import { type CpioEntry, writeCpio } from '../../src/rehearsal/cpio.ts';

type Read = { path: string; mode: string; data: string; device: string };

/** Reads an archive as the kernel does: headers of 13 hex fields, names and data padded to four bytes. */
function readCpio(bytes: Buffer): Read[] {
  const entries: Read[] = [];
  for (let at = 0; ; ) {
    expect(bytes.toString('latin1', at, at + 6)).toBe('070701');
    const field = (index: number) =>
      Number.parseInt(bytes.toString('latin1', at + 6 + 8 * index, at + 14 + 8 * index), 16);
    const nameEnd = at + 110 + field(11);
    const path = bytes.toString('utf8', at + 110, nameEnd - 1);
    const start = Math.ceil(nameEnd / 4) * 4;
    const end = start + field(6);
    if (path === 'TRAILER!!!') return entries;
    const device = `${field(9)}:${field(10)}`;
    entries.push({ path, mode: field(1).toString(8), data: bytes.toString('utf8', start, end), device });
    at = Math.ceil(end / 4) * 4;
  }
}

test('every kind of entry comes back with its type, permissions and contents', () => {
  const entries: CpioEntry[] = [
    { kind: 'directory', path: 'bin', mode: 0o755 },
    { kind: 'file', path: 'bin/init', mode: 0o755, data: Buffer.from('five!') },
    { kind: 'link', path: 'bin/sh', target: 'busybox' },
    { kind: 'device', path: 'console', mode: 0o600, major: 5, minor: 1 },
    { kind: 'file', path: 'empty', mode: 0o644, data: Buffer.alloc(0) },
  ];

  expect(readCpio(writeCpio(entries))).toEqual([
    { path: 'bin', mode: '40755', data: '', device: '0:0' },
    { path: 'bin/init', mode: '100755', data: 'five!', device: '0:0' },
    { path: 'bin/sh', mode: '120777', data: 'busybox', device: '0:0' },
    { path: 'console', mode: '20600', data: '', device: '5:1' },
    { path: 'empty', mode: '100644', data: '', device: '0:0' },
  ]);
});

test.for([1, 2, 3, 4, 5, 6, 7, 8])('names and data of %i bytes keep the next header aligned', (length) => {
  const entry: CpioEntry = { kind: 'file', path: 'n'.repeat(length), mode: 0o644, data: Buffer.alloc(length, 'd') };

  expect(readCpio(writeCpio([entry, entry])).map(({ data }) => data)).toEqual(['d'.repeat(length), 'd'.repeat(length)]);
});

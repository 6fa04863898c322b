import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from 'vitest';
import { awk } from './guest-shell.ts';

const test = base.extend('dir', ({ task: _ }, { onCleanup }) => {
  const dir = mkdtempSync(join(tmpdir(), 'goldpane-volumes-'));
  onCleanup(() => rmSync(dir, { recursive: true }));
  mkdirSync(join(dir, 'tree'));
  writeFileSync(join(dir, 'tree/file'), 'text');
  return dir;
});

/** Sectors of a CD as the guest's `sectors_hex` gives them. */
function sectors(iso: string, first: number, count: number): string {
  const bytes = readFileSync(iso);
  return Array.from({ length: count }, (_, index) => {
    const at = (first + index) * 2048;
    return `${bytes.subarray(at, at + 2048).toString('hex')}\n`;
  }).join('');
}

test.for([
  { reason: 'plain ISO 9660', options: ['-r'], label: 'GP_LAYER', expected: 'iso9660 GP_LAYER\n' },
  { reason: 'Joliet keeps lower case', options: ['-r', '-J'], label: 'Goldpane', expected: 'iso9660 Goldpane\n' },
])('label of $reason', ({ options, label, expected }, { dir }) => {
  const iso = join(dir, 'cd.iso');
  execFileSync('xorriso', ['-as', 'mkisofs', '-quiet', ...options, '-V', label, '-o', iso, join(dir, 'tree')], {
    stdio: 'ignore',
  });

  expect(awk('lib/iso-label.awk', sectors(iso, 16, 8))).toBe(expected);
});

test('a medium with UDF is told by its descriptors and has the label of its logical volume', ({ dir }) => {
  const iso = join(dir, 'cd.iso');
  execFileSync('genisoimage', ['-quiet', '-udf', '-V', 'CCCOMA_X64FRE_EN-US_DV9', '-o', iso, join(dir, 'tree')]);
  const first = readFileSync(iso).readUInt32LE(256 * 2048 + 20);

  expect(awk('lib/iso-label.awk', sectors(iso, 16, 8))).toMatch(/^udf /);
  expect(awk('lib/udf-label.awk', sectors(iso, first, 16))).toBe('CCCOMA_X64FRE_EN-US_DV9\n');
});

test('what is no CD has no label', () => {
  expect(awk('lib/iso-label.awk', `${'00'.repeat(2048)}\n`)).toBe('');
});

const media = 'sr0 cdrom\nsr1 cdrom\nsr2 cdrom\nsda removable\n';
const shuffled = (seed: number) => awk('lib/shuffle.awk', media, ['-v', `seed=${seed}`]);

test('a seed always gives the same order, and orders differ between seeds', () => {
  const orders = new Set(Array.from({ length: 100 }, (_, seed) => shuffled(seed)));

  expect(shuffled(7)).toBe(shuffled(7));
  expect([...orders].map((order) => order.split('\n').sort().join('\n'))).toEqual(
    Array(24).fill(media.split('\n').sort().join('\n')),
  );
});

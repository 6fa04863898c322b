import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { neededLibraries } from '../../src/rehearsal/elf.ts';
import { fakeElf } from './fake-elf.ts';

test.for([
  { reason: 'strings are found through the segment that loads them', libraries: ['libwim.so.15', 'libc.so.6'] },
  { reason: 'a program may need nothing', libraries: [] },
])('$reason', ({ libraries }) => {
  expect(neededLibraries(fakeElf(libraries))).toEqual(libraries);
});

test.for([
  { reason: 'a script is no ELF', bytes: Buffer.from('#!/bin/sh\n'.padEnd(80)) },
  { reason: 'an empty file is no ELF', bytes: Buffer.alloc(0) },
  { reason: 'a 32-bit ELF is not ours', bytes: Buffer.from([0x7f, 0x45, 0x4c, 0x46, 1, 1, ...Buffer.alloc(80)]) },
])('$reason', ({ bytes }) => {
  expect(neededLibraries(bytes)).toBeUndefined();
});

test('a real program: the one that runs this test', () => {
  expect(neededLibraries(readFileSync(process.execPath))).toContain('libc.so.6');
});

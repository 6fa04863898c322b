import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from 'vitest';
import { libraryFiles, readPackageFiles } from '../../src/rehearsal/package-files.ts';
import { fakeElf } from './fake-elf.ts';

const test = base.extend('root', ({ task: _ }, { onCleanup }) => {
  const root = mkdtempSync(join(tmpdir(), 'goldpane-packages-'));
  onCleanup(() => rmSync(root, { recursive: true }));
  for (const directory of ['usr/bin', 'lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu'])
    mkdirSync(join(root, directory), { recursive: true });
  writeFileSync(join(root, 'usr/bin/wimlib-imagex'), fakeElf(['libwim.so.15', 'libc.so.6']));
  writeFileSync(join(root, 'usr/lib/x86_64-linux-gnu/libwim.so.15'), fakeElf(['libxml2.so.2', 'libc.so.6']));
  writeFileSync(join(root, 'lib/x86_64-linux-gnu/libc.so.6'), fakeElf([]));
  return root;
});

test('libraries of libraries are found, wherever Debian puts them', async ({ root }) => {
  const xml = join(root, 'lib/x86_64-linux-gnu/libxml2.so.2');
  writeFileSync(xml, fakeElf(['libc.so.6']));

  expect([...(await libraryFiles(await readPackageFiles(root), ['wimlib-imagex']))].sort()).toEqual([
    ['libc.so.6', join(root, 'lib/x86_64-linux-gnu/libc.so.6')],
    ['libwim.so.15', join(root, 'usr/lib/x86_64-linux-gnu/libwim.so.15')],
    ['libxml2.so.2', xml],
  ]);
});

test('a library that no package holds is named when the guest is built, not when it runs', async ({ root }) => {
  await expect(libraryFiles(await readPackageFiles(root), ['wimlib-imagex'])).rejects.toMatchObject({
    code: 'GP-REHEARSAL-GUEST',
    message: "None of the guest's Debian packages holds libxml2.so.2",
  });
});

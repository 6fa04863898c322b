import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from 'vitest';
import { unpackDeb } from '../../src/rehearsal/deb.ts';
import { writeDeb } from './fake-packages.ts';

const test = base.extend('dir', ({ task: _ }, { onCleanup }) => {
  const dir = mkdtempSync(join(tmpdir(), 'goldpane deb '));
  onCleanup(() => rmSync(dir, { recursive: true }));
  return dir;
});

function packed(dir: string, dataName?: string): string {
  const deb = join(dir, 'tool_1_amd64.deb');
  writeDeb(deb, { 'usr/bin/tool': 'a program', 'usr/share/doc/README': 'prose' }, dataName);
  return deb;
}

test('the files of a package, without what is left out and without a trace of the archive', async ({ dir }) => {
  await unpackDeb(packed(dir), join(dir, 'out'), ['./usr/share']);

  expect(await readdir(join(dir, 'out'), { recursive: true })).toEqual(['usr', 'usr/bin', 'usr/bin/tool']);
  expect(readFileSync(join(dir, 'out/usr/bin/tool'), 'utf8')).toBe('a program');
});

test.for([
  {
    reason: 'an unknown compression',
    deb: (dir: string) => packed(dir, 'data.tar.lzma'),
    found: 'its files are packed as data.tar.lzma',
  },
  {
    reason: 'a page of a proxy instead of a package',
    deb: (dir: string) => {
      writeFileSync(join(dir, 'page.deb'), '<html>Sign in</html>'.padEnd(200));
      return join(dir, 'page.deb');
    },
    found: 'it holds no data.tar',
  },
])('$reason is refused', async ({ deb, found }, { dir }) => {
  const path = deb(dir);

  await expect(unpackDeb(path, join(dir, 'out'), [])).rejects.toMatchObject({
    code: 'GP-REHEARSAL-GUEST',
    message: `${path} cannot be unpacked as a Debian package: ${found}`,
  });
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from 'vitest';
import { unpackDeb } from '../../src/rehearsal/deb.ts';

const test = base.extend('dir', ({ task: _ }, { onCleanup }) => {
  const dir = mkdtempSync(join(tmpdir(), 'goldpane deb '));
  onCleanup(() => rmSync(dir, { recursive: true }));
  return dir;
});

function member(name: string, data: Buffer): Buffer {
  const header = `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}${String(data.length).padEnd(10)}\`\n`;
  return Buffer.concat([Buffer.from(header), data, Buffer.alloc(data.length % 2, '\n')]);
}

function writeDeb(dir: string, dataName: string): string {
  mkdirSync(join(dir, 'in/usr/bin'), { recursive: true });
  mkdirSync(join(dir, 'in/usr/share/doc'), { recursive: true });
  writeFileSync(join(dir, 'in/usr/bin/tool'), 'a program');
  writeFileSync(join(dir, 'in/usr/share/doc/README'), 'prose');
  execFileSync('tar', ['-cJf', join(dir, 'data'), '-C', join(dir, 'in'), '.']);
  const deb = join(dir, 'tool_1_amd64.deb');
  const parts = [member('debian-binary', Buffer.from('2.0\n')), member('control.tar.xz', Buffer.from('odd'))];
  writeFileSync(
    deb,
    Buffer.concat([Buffer.from('!<arch>\n'), ...parts, member(dataName, readFileSync(join(dir, 'data')))]),
  );
  return deb;
}

test('the files of a package, without what is left out and without a trace of the archive', async ({ dir }) => {
  await unpackDeb(writeDeb(dir, 'data.tar.xz'), join(dir, 'out'), ['./usr/share']);

  expect(await readdir(join(dir, 'out'), { recursive: true })).toEqual(['usr', 'usr/bin', 'usr/bin/tool']);
  expect(readFileSync(join(dir, 'out/usr/bin/tool'), 'utf8')).toBe('a program');
});

test.for([
  {
    reason: 'an unknown compression',
    deb: (dir: string) => writeDeb(dir, 'data.tar.lzma'),
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

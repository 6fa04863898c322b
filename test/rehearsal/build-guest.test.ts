import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { test as base, expect } from 'vitest';
import { buildGuest } from '../../src/rehearsal/build-guest.ts';
import { fakeSource, guestContents } from './fake-packages.ts';

const test = base.extend('dirs', ({ task: _ }, { onCleanup }) => {
  const root = mkdtempSync(join(tmpdir(), 'goldpane guest '));
  onCleanup(() => rmSync(root, { recursive: true }));
  const dirs = { root, cacheDir: join(root, 'cache'), workDir: join(root, 'work') };
  for (const directory of [dirs.cacheDir, dirs.workDir]) mkdirSync(directory);
  return dirs;
});

const download = 'download guest_1%3a2_amd64.deb';

test('a guest is built once; afterwards the source of packages is not even asked', async ({ dirs }) => {
  const source = fakeSource(dirs.root, guestContents());
  const first = await buildGuest({ ...dirs, packages: source });

  expect(await buildGuest({ ...dirs, packages: source })).toEqual(first);
  expect(source.asked).toEqual(['resolve', download]);
  expect(first.packages.map(({ name, version }) => `${name} ${version}`)).toEqual(['guest 1:2']);
  expect(readdirSync(first.directory, { recursive: true }).sort()).toMatchSnapshot();
  expect(readdirSync(dirs.workDir)).toEqual([]);
});

test('the initramfs holds the scripts, the drivers and the order to load them', async ({ dirs }) => {
  const guest = await buildGuest({ ...dirs, packages: fakeSource(dirs.root, guestContents()) });
  const initramfs = gunzipSync(readFileSync(guest.initramfs)).toString('latin1');

  for (const text of [
    'goldpane/setup/setup.sh',
    'lib/modules/6.1.0-1-amd64/vfat.ko',
    '\nvfat.ko: fat.ko\n',
    'lib64/ld-linux-x86-64.so.2',
  ]) {
    expect(initramfs).toContain(text);
  }
  expect(initramfs).not.toContain('goldpane/grub/');
});

test('equal inputs give equal bytes', async ({ dirs }) => {
  const source = fakeSource(dirs.root, guestContents());
  const [one, two] = await Promise.all(
    ['one', 'two'].map(async (name) => {
      const options = { cacheDir: join(dirs.root, name), workDir: join(dirs.root, `${name}.work`), packages: source };
      mkdirSync(options.workDir);
      return readFileSync((await buildGuest(options)).initramfs);
    }),
  );

  expect(one?.equals(two as Buffer)).toBe(true);
});

test('a package that is not the one that was chosen is refused and not kept', async ({ dirs }) => {
  const source = fakeSource(dirs.root, guestContents());
  const tampered = {
    ...source,
    download: async (_: unknown, to: string) => writeFileSync(join(to, 'guest_1%3a2_amd64.deb'), 'another'),
  };

  await expect(buildGuest({ ...dirs, packages: tampered })).rejects.toMatchObject({ code: 'GP-MEDIA-HASH' });
  expect(readdirSync(join(dirs.cacheDir, 'packages'))).toEqual([]);
  await expect(buildGuest({ ...dirs, packages: source })).resolves.toMatchObject({
    schema: 'goldpane/rehearsal-guest/1',
  });
});

test('a program whose library is missing ends the build, and nothing half-made is kept', async ({ dirs }) => {
  const { 'lib/x86_64-linux-gnu/libc.so.6': _, ...contents } = guestContents();

  await expect(buildGuest({ ...dirs, packages: fakeSource(dirs.root, contents) })).rejects.toMatchObject({
    code: 'GP-REHEARSAL-GUEST',
    message: "None of the guest's Debian packages holds libc.so.6",
  });
  expect(readdirSync(dirs.cacheDir).sort()).toEqual(['packages', 'packages.json']);
});

test('GP-CANCELLED: a build that is called off stops', async ({ dirs }) => {
  const signal = AbortSignal.abort();

  await expect(buildGuest({ ...dirs, packages: fakeSource(dirs.root, guestContents()), signal })).rejects.toMatchObject(
    {
      code: 'GP-CANCELLED',
    },
  );
});

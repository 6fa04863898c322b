import { spawnSync } from 'node:child_process';
import { chmod, chown, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ownerName, thisOwner } from '../../src/host/owner.ts';
import { networkFileSystem } from '../../src/store/network-file-system.ts';
import { openStore } from '../../src/store/open-store.ts';
import { makeTemporary } from '../../src/store/temporary.ts';
import { readJsonFile, runChild, scratchDirectory } from './scratch.ts';

const asRoot = process.getuid?.() === 0;

/** Runs a program as a user who owns nothing. */
function asNobody(...command: readonly string[]) {
  const user = ['--reuid=65534', '--regid=65534', '--clear-groups'];
  return spawnSync('setpriv', [...user, ...command], { encoding: 'utf8' });
}

function nobodyCanRun(): boolean {
  return asNobody(process.execPath, '-e', `fs.accessSync(${JSON.stringify(childFile('open-store.ts'))})`).status === 0;
}

test('openStore() makes a store that only its user can enter, and opens it again', async () => {
  const directory = join(await scratchDirectory(), 'deep', 'store');

  await openStore(directory);
  const store = await openStore(directory, { create: false });

  expect(store.directory).toBe(directory);
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  expect(await readJsonFile(join(directory, 'store.json'))).toEqual({ schema: 'goldpane/store/1' });
  expect(await readdir(directory)).toEqual(
    ['cache', 'images', 'layers', 'locks', 'names', 'runs', 'store.json', 'tmp', 'trash'].sort(),
  );
});

test('openStore() leaves fields alone that it does not know', async () => {
  const directory = await scratchDirectory();
  const text = '{"schema":"goldpane/store/1","remark":"kept"}';
  await writeFile(join(directory, 'store.json'), text);

  await openStore(directory);

  expect(await readFile(join(directory, 'store.json'), 'utf8')).toBe(text);
});

test.for([
  {
    reason: 'a newer major may mean anything',
    marker: '{"schema":"goldpane/store/2"}',
    expected: { code: 'GP-STORE-FORMAT', message: expect.stringContaining('goldpane/store/2, this one reads') },
  },
  { reason: 'another program’s file', marker: '{}', expected: { code: 'GP-STORE-DAMAGED' } },
  { reason: 'a torn file', marker: '{"sch', expected: { code: 'GP-STORE-DAMAGED' } },
])('openStore() refuses store.json $marker: $reason', async ({ marker, expected }) => {
  const directory = await scratchDirectory();
  await writeFile(join(directory, 'store.json'), marker);

  await expect(openStore(directory)).rejects.toMatchObject(expected);
});

test('openStore() does not settle in a directory that holds other things', async () => {
  const directory = await scratchDirectory();
  await writeFile(join(directory, 'thesis.doc'), '');

  await expect(openStore(directory)).rejects.toMatchObject({
    code: 'GP-STORE-OPEN',
    message: `${directory} is no goldpane store and is not empty: it holds thesis.doc`,
  });
  expect(await readdir(directory)).toEqual(['thesis.doc']);
});

test('openStore() goes on where a killed first start left off', async () => {
  const directory = await scratchDirectory();
  await writeFile(join(directory, '.0a1b2c3d4e5f.tmp'), '{"sch');

  await expect(openStore(directory)).resolves.toHaveProperty('directory', directory);
});

test('openStore() makes nothing when it may not', async () => {
  const directory = join(await scratchDirectory(), 'none');

  await expect(openStore(directory, { create: false })).rejects.toMatchObject({ code: 'GP-STORE-OPEN' });
  await expect(stat(directory)).rejects.toThrow('ENOENT');
});

test('a store lies on one file system', async ({ skip }) => {
  const directory = await scratchDirectory();
  skip((await stat('/dev/shm')).dev === (await stat(directory)).dev, 'no second file system');
  await symlink('/dev/shm', join(directory, 'images'));
  await writeFile(join(directory, 'store.json'), '{"schema":"goldpane/store/1"}');

  await expect(openStore(directory)).rejects.toMatchObject({
    code: 'GP-STORE-OPEN',
    message: expect.stringContaining(`${directory}/images is on another file system`),
  });
});

test.for([
  { type: 0x6969, name: 'NFS' },
  { type: 0xff534d42, name: 'CIFS' },
  { type: 0x01021997, name: '9p' },
  { type: 0xef53, name: undefined },
  { type: 0x9123683e, name: undefined },
])('file system type $type is $name', ({ type, name }) => {
  expect(networkFileSystem(type)).toBe(name);
});

test.runIf(asRoot)('C10 a store of another user is refused at once, with path and owner', async ({ skip }) => {
  skip(!nobodyCanRun(), 'another user cannot read this checkout or run its Node');
  const directory = await scratchDirectory();
  await openStore(join(directory, 'store'));
  await chmod(directory, 0o755);
  await chmod(join(directory, 'store'), 0o755);

  const child = asNobody(process.execPath, childFile('open-store.ts'), `${directory}/store`);

  expect(JSON.parse(child.stdout)).toEqual({
    code: 'GP-STORE-OPEN',
    message: `The store cannot be written: ${directory}/store (${directory}/store belongs to root, mode 755)`,
  });
});

test.runIf(asRoot)('C10 a store below a directory of another user is refused with that directory', async ({ skip }) => {
  skip(!nobodyCanRun(), 'another user cannot read this checkout or run its Node');
  const directory = await scratchDirectory();
  await chown(directory, 1, 1);
  await chmod(directory, 0o755);

  const child = asNobody(process.execPath, childFile('open-store.ts'), `${directory}/a/b`);

  expect(JSON.parse(child.stdout)).toEqual({
    code: 'GP-STORE-OPEN',
    message: `The store cannot be written: ${directory}/a/b (${directory} belongs to daemon, mode 755)`,
  });
});

test('H4 openStore() removes what dead processes left in tmp, and nothing else', async () => {
  const store = await openStore(join(await scratchDirectory(), 'store'));
  const killed = await runChild('leave-temporary.ts', [store.directory]);
  await using own = await makeTemporary(store);
  const otherContainer = `${ownerName({ ...thisOwner(), pidNamespace: '1', startTicks: 1 })}-00000000`;
  const earlierBoot = `${ownerName({ ...thisOwner(), bootId: '00000000-0000-0000-0000-000000000000' })}-00000000`;
  for (const name of [otherContainer, earlierBoot, 'mine']) await mkdir(join(store.paths.tmp, name));

  expect(killed.signal).toBe('SIGKILL');
  expect(await readdir(store.paths.tmp)).toHaveLength(5);
  await openStore(store.directory);

  expect((await readdir(store.paths.tmp)).sort()).toEqual(
    [own.path.slice(store.paths.tmp.length + 1), otherContainer, 'mine'].sort(),
  );
});

function childFile(name: string): string {
  return new URL(`children/${name}`, import.meta.url).pathname;
}

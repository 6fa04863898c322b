import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, vi } from 'vitest';
import { shortOwnerName, thisOwner } from '../../src/host/owner.ts';
import { makeRuntimeDir } from '../../src/host/runtime-dir.ts';

/** A directory of its own for `XDG_RUNTIME_DIR` or `TMPDIR`. */
const test = base.extend('place', async ({ onTestFinished }) => {
  const place = await mkdtemp(join(await realpath(tmpdir()), 'gp-'));
  onTestFinished(() => rm(place, { recursive: true }));
  vi.stubEnv('XDG_RUNTIME_DIR', '');
  vi.stubEnv('TMPDIR', place);
  return place;
});

async function mode(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

test('sockets lie in a directory of this user alone, which goes away', async ({ place }) => {
  vi.stubEnv('XDG_RUNTIME_DIR', place);
  {
    await using made = await makeRuntimeDir('abc');

    expect(made.path).toMatch(new RegExp(`^${place}/goldpane/abc-[0-9a-f]{4}-${shortOwnerName(thisOwner())}$`));
    expect(await mode(made.path)).toBe(0o700);
  }
  expect(await readdir(`${place}/goldpane`)).toEqual([]);
});

test.for([
  { reason: 'there is none', runtime: () => '' },
  {
    reason: 'others may enter it',
    runtime: async (place: string) => {
      await mkdir(`${place}/open`);
      await chmod(`${place}/open`, 0o755);
      return `${place}/open`;
    },
  },
  {
    reason: 'its path is too long',
    runtime: async (place: string) => {
      const path = join(place, 'x'.repeat(90));
      await mkdir(path, { mode: 0o700 });
      return path;
    },
  },
])("instead of the user's runtime directory a temporary one is made: $reason", async ({ runtime }) => {
  const place = await mkdtemp(join(await realpath(tmpdir()), 'gp-'));
  vi.stubEnv('TMPDIR', place);
  vi.stubEnv('XDG_RUNTIME_DIR', await runtime(place));

  {
    await using made = await makeRuntimeDir('abc');
    expect(made.path).toMatch(new RegExp(`^${place}/goldpane-abc-[0-9a-f]{4}-${shortOwnerName(thisOwner())}$`));
    expect(await mode(made.path)).toBe(0o700);
  }
  await rm(place, { recursive: true });
});

test('a place with too long a path is refused, and nothing is left there', async ({ place }) => {
  const long = join(place, 'x'.repeat(90));
  await mkdir(long);
  vi.stubEnv('TMPDIR', long);

  await expect(makeRuntimeDir('abc')).rejects.toMatchObject({ code: 'GP-HOST-SOCKET-PATH' });
  expect(await readdir(long)).toEqual([]);
});

test.for(['XDG_RUNTIME_DIR', 'TMPDIR'])(
  'H4 in %s what a dead process left is removed, and nothing else',
  async (variable, { expect }) => {
    const place = await mkdtemp(join(await realpath(tmpdir()), 'gp-'));
    vi.stubEnv('XDG_RUNTIME_DIR', '');
    vi.stubEnv(variable, place);
    const parent = variable === 'TMPDIR' ? place : join(place, 'goldpane');
    const leave = async (name: string, directoryMode = 0o700) => {
      await mkdir(join(parent, name, 'inside'), { recursive: true });
      await chmod(join(parent, name), directoryMode);
    };
    const deadPid = Number(execFileSync('sh', ['-c', 'echo $$']));
    const dead = shortOwnerName({ ...thisOwner(), pid: deadPid });
    const elsewhere = shortOwnerName({ ...thisOwner(), pid: deadPid, pidNamespace: '1' });
    await leave(`goldpane-1-${dead}`);
    await leave(`goldpane-2-${shortOwnerName({ ...thisOwner(), startTicks: 1 })}`);
    await leave(`goldpane-alive-${shortOwnerName(thisOwner())}`);
    await leave(`goldpane-in-a-container-${elsewhere}`);
    await leave(`goldpane-of-others-${dead}`, 0o755);
    await leave('goldpane-of-nobody');

    await using made = await makeRuntimeDir('abc');

    const left = (await readdir(parent)).filter((name) => !made.path.endsWith(name)).sort();
    expect(left.map((name) => name.replace(/(-[0-9a-z]+){3}$/, ''))).toEqual([
      'goldpane-alive',
      'goldpane-in-a-container',
      'goldpane-of-nobody',
      'goldpane-of-others',
    ]);
    await rm(place, { recursive: true });
  },
);

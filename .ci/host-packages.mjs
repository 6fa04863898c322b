import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { runChild } from './run-child.mjs';

/** Which needs a purpose has: the rehearsal builds too, and the tests run the rehearsal. */
const purposes = {
  none: [],
  build: ['build'],
  rehearsal: ['build', 'rehearsal'],
  test: ['build', 'rehearsal', 'test'],
};

const table = JSON.parse(readFileSync(new URL('../src/host/host-packages.json', import.meta.url), 'utf8'));
const say = (text) => process.stderr.write(`${text}\n`);

/**
 * Installs the host packages that a purpose needs and that are missing: asks first, unless root or told yes.
 * Returns the exit code: 0 when nothing is missing any more, 3 when the host stays unfit.
 */
export async function ensureHostPackages(purpose, isYes) {
  const missing = missingNeeds(purpose);
  if (missing.length === 0) return 0;
  for (const need of missing) say(`missing: ${need} (${table.needs[need].why})`);

  const distribution = findDistribution(readFileOr('/etc/os-release', ''));
  if (distribution === undefined) {
    say(
      "This distribution is not in goldpane's table. Install the packages that hold these, then run the command again.",
    );
    return 3;
  }
  const packages = packagesFor(missing, distribution.id);
  const isRoot = process.getuid() === 0;
  const line = `${isRoot ? '' : 'sudo '}${distribution.install} ${packages.join(' ')}`;
  if (!distribution.tried)
    say(`The package names for ${distribution.name} were never tried; please report what is wrong with them.`);
  if (!isRoot && findOnPath('sudo') === undefined) {
    say(`Run this as root, then run the command again:\n\n    ${line.replace('sudo ', '')}\n`);
    return 3;
  }
  if (!isRoot && !isYes && !(await confirm(line))) return 3;
  return install(distribution, packages, { isRoot, isYes, purpose, line });
}

async function install(distribution, packages, { isRoot, isYes, purpose, line }) {
  const sudo = isRoot ? [] : ['sudo', ...(isYes && !process.stdin.isTTY ? ['-n'] : [])];
  const run = (words) => {
    const [file, ...args] = [...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', ...words];
    say(`+ ${words.join(' ')}`);
    return runChild(file, args, { stdio: ['inherit', 2, 2] });
  };
  if (distribution.update) await run(distribution.update.split(' '));
  const { code, interruptedBy } = await run([...distribution.install.split(' '), ...packages]);
  if (interruptedBy) return 130;

  const still = missingNeeds(purpose);
  if (code === 0 && still.length === 0) return 0;
  say(
    `Still missing: ${still.join(', ') || 'nothing, but the package manager failed'}. The command was:\n\n    ${line}\n`,
  );
  return 3;
}

/** The needs of a purpose that this host does not have. */
function missingNeeds(purpose) {
  return Object.entries(table.needs)
    .filter(([, need]) => purposes[purpose].includes(need.for))
    .filter(([id, need]) => !(need.files ? need.files.some(existsSync) : (need.commands ?? [id]).some(findOnPath)))
    .map(([id]) => id);
}

/** The table's entry for an os-release text, by ID first and ID_LIKE after it. Source: os-release(5). */
export function findDistribution(osRelease) {
  const ids = [...osRelease.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap(([, words]) => words.split(/\s+/));
  const entry = Object.entries(table.distributions).find(([id, { like }]) =>
    ids.some((one) => one === id || like.includes(one)),
  );
  return entry && { id: entry[0], ...entry[1] };
}

export function packagesFor(needs, distributionId) {
  return [...new Set(needs.map((need) => table.tools[need][distributionId]))].sort();
}

/** An ordinary user's PATH on Debian lacks the system directories, where mkfs.fat lies. */
function findOnPath(command) {
  const directories = `${process.env.PATH ?? ''}:/usr/local/sbin:/usr/sbin:/sbin`.split(':');
  return directories.map((directory) => join(directory, command)).find(existsSync);
}

async function confirm(line) {
  if (!process.stdin.isTTY) {
    say(`Nobody is at the terminal to be asked. Run this, or say --yes:\n\n    ${line}\n`);
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await new Promise((resolve) => {
    terminal.question(`goldpane needs these packages:\n\n    ${line}\n\nInstall them now? [Y/n] `, resolve);
    terminal.on('close', () => resolve('n'));
  });
  terminal.close();
  return /^(y|yes|)$/i.test(answer.trim());
}

function readFileOr(path, fallback) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return fallback;
  }
}

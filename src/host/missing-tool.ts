import { readFileSync } from 'node:fs';
import { GoldpaneError } from '../base/errors.ts';

/** Error of a program that is not installed, with the command that installs it on this distribution. */
export function missingToolError(tool: string, cause?: unknown): GoldpaneError {
  return new GoldpaneError('GP-HOST-TOOL', `The program ${tool} is not installed or not on PATH`, {
    hint: `Install it: ${installCommand(tool)}`,
    cause,
  });
}

type PackageTable = {
  readonly tools: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly distributions: Readonly<Record<string, { readonly install: string; readonly like: readonly string[] }>>;
};

function installCommand(tool: string): string {
  const table = packageTable();
  const ids = distributionIds();
  const entry = Object.entries(table.distributions).find(([id, { like }]) =>
    ids.some((known) => known === id || like.includes(known)),
  );
  if (!entry) return `find the package of your distribution that holds ${tool}`;
  const [id, { install }] = entry;
  return `${install} ${table.tools[tool]?.[id] ?? tool}`;
}

function packageTable(): PackageTable {
  return JSON.parse(readFileSync(new URL('./host-packages.json', import.meta.url), 'utf8'));
}

function distributionIds(): readonly string[] {
  try {
    const release = readFileSync('/etc/os-release', 'utf8');
    return [...release.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap(([, ids]) => ids?.split(/\s+/) ?? []);
  } catch {
    return [];
  }
}

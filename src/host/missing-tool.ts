import { readFileSync } from 'node:fs';
import { GoldpaneError } from '../base/errors.ts';

/** Error of a program that is not installed, with the command that installs it on this distribution. */
export function missingToolError(tool: string, cause?: unknown): GoldpaneError {
  return new GoldpaneError('GP-HOST-TOOL', `The program ${tool} is not installed or not on PATH`, {
    hint: `Install it: ${installCommand([tool], distributionIds())?.join(' ') ?? `find the package of your distribution that holds ${tool}`}`,
    cause,
  });
}

type PackageTable = {
  readonly needs: Readonly<
    Record<string, { readonly for: string; readonly why: string; readonly files?: readonly string[] }>
  >;
  readonly tools: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly distributions: Readonly<Record<string, { readonly install: string; readonly like: readonly string[] }>>;
};

/** A program of the table, with what it is for. */
export type PackagedTool = { readonly name: string; readonly for: string; readonly why: string };

/** Every program of the table; firmware is a file and not among them. */
export function packagedTools(): readonly PackagedTool[] {
  return Object.entries(packageTable().needs)
    .filter(([, { files }]) => files === undefined)
    .map(([name, { for: purpose, why }]) => ({ name, for: purpose, why }));
}

/**
 * The command that installs programs on a distribution, which is named by its ids in os-release; undefined on one that
 * is not in the table.
 */
export function installCommand(
  tools: readonly string[],
  distribution: readonly string[],
): readonly string[] | undefined {
  const table = packageTable();
  const entry = Object.entries(table.distributions).find(([id, { like }]) =>
    distribution.some((known) => known === id || like.includes(known)),
  );
  if (!entry) return undefined;
  const [id, { install }] = entry;
  const packages = new Set(tools.map((tool) => table.tools[tool]?.[id] ?? tool));
  return [...install.split(' '), ...[...packages].sort()];
}

function packageTable(): PackageTable {
  return JSON.parse(readFileSync(new URL('./host-packages.json', import.meta.url), 'utf8'));
}

/** Ids of this distribution and of what it is like. */
export function distributionIds(): readonly string[] {
  try {
    return parseDistributionIds(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return [];
  }
}

/** The ids in a text of os-release(5): the distribution's own, then those of what it is like. */
export function parseDistributionIds(osRelease: string): readonly string[] {
  const lines = [...osRelease.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)];
  return lines.flatMap(([, ids]) => ids?.split(/\s+/) ?? []);
}

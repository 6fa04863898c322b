import { GoldpaneError } from '../base/errors.ts';
import { sha256From } from '../base/ids.ts';
import { runTool } from '../host/run-tool.ts';
import { type DebianPackage, guestPackages, type PackageSource } from './packages.ts';

/**
 * Packages of the Debian release that this host runs, through apt, which checks them against the archive's signatures.
 * Needs no privileges. Throws `GP-REHEARSAL-GUEST` when apt knows no such package.
 */
export function aptPackages(): PackageSource {
  return { name: 'apt', resolve, download };
}

async function resolve(signal?: AbortSignal): Promise<readonly DebianPackage[]> {
  const depends = (...args: string[]) =>
    ask('apt-cache', ['depends', '--no-recommends', '--no-suggests', ...args], signal);
  const kernel = /^ *Depends: (linux-image-\S+)$/m.exec(await depends(guestPackages.kernel))?.[1];
  const graph = dependencyGraph(await depends('--recurse', ...guestPackages.linked));
  const libraries = libraryClosure(graph, guestPackages.linked);
  const names = [kernel ?? guestPackages.kernel, ...guestPackages.whole, ...libraries];
  const wanted = names.map((name) => `${name}:amd64`);
  const packages = parseUris(await ask('apt-get', ['download', '--print-uris', ...wanted], signal));
  if (packages.length < names.length) throw unknownPackages(names, packages);
  return packages;
}

async function download(packages: readonly DebianPackage[], directory: string, signal?: AbortSignal): Promise<void> {
  const wanted = packages.map(({ name, version }) => `${name}:amd64=${version}`);
  await runTool('apt-get', ['download', '-q', ...wanted], { signal, cwd: directory });
}

/** apt's answer. Exit code 100 says that a name is unknown: what is missing is told by what came. */
async function ask(file: string, args: readonly string[], signal?: AbortSignal): Promise<string> {
  return (await runTool(file, args, { signal, acceptExitCodes: [0, 100] })).stdout;
}

/** The text of `apt-cache depends`: a package at the left edge, what it depends on below. */
export function dependencyGraph(text: string): ReadonlyMap<string, readonly string[]> {
  const graph = new Map<string, string[]>();
  let edges: string[] = [];
  for (const line of text.split('\n')) {
    const dependency = /^[ |]+(?:Pre)?Depends: ([^<\s:]+)/.exec(line)?.[1];
    if (dependency) edges.push(dependency);
    else if (/^[a-z0-9]/.test(line)) {
      edges = [];
      graph.set(line.trim(), edges);
    }
  }
  return graph;
}

/** `roots` and every library package they reach through library packages; nothing else of what they depend on. */
export function libraryClosure(
  graph: ReadonlyMap<string, readonly string[]>,
  roots: readonly string[],
): readonly string[] {
  const reached = new Set(roots);
  for (const name of reached) {
    for (const dependency of graph.get(name) ?? []) if (isLibrary(dependency)) reached.add(dependency);
  }
  return [...reached].sort();
}

function isLibrary(name: string): boolean {
  return /^(lib|zlib1g)/.test(name) && !/(-perl|-common|-data|-bin|-modules)$/.test(name);
}

/** Lines of `apt-get download --print-uris`: `'URI' file size SHA256:digest`. */
export function parseUris(text: string): readonly DebianPackage[] {
  return [...text.matchAll(/^'[^']*' (\S+) (\d+) SHA256:([0-9a-f]{64})$/gm)].map(([, file, size, digest]) => {
    const [name, version] = (file as string).split('_') as [string, string];
    return {
      name,
      version: decodeURIComponent(version),
      file: file as string,
      sizeBytes: Number(size),
      sha256: sha256From(digest as string),
    };
  });
}

function unknownPackages(names: readonly string[], found: readonly DebianPackage[]): GoldpaneError {
  const known = new Set(found.map(({ name }) => name));
  const missing = names.filter((name) => !known.has(name)).join(', ');
  return new GoldpaneError(
    'GP-REHEARSAL-GUEST',
    `apt knows no package ${missing}, of which the rehearsal guest is made`,
    {
      hint: "On Debian refresh the package lists: apt-get update. Elsewhere the guest's Debian packages are not to be had yet",
    },
  );
}

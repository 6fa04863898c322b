import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { runTool } from '../host/run-tool.ts';
import { packInitramfs } from './initramfs.ts';
import { guestModules, loadOrder, moduleDependencies, moduleName } from './kernel-modules.ts';
import { libraryFiles, type PackageFiles } from './package-files.ts';

type Files = Map<string, { data: Uint8Array; mode: number }>;

/**
 * The guest's initramfs: busybox, ntfs-3g with its libraries, the kernel modules with their load order, and the
 * scripts below `/goldpane`.
 */
export async function guestInitramfs(packages: PackageFiles, scripts: string, signal?: AbortSignal): Promise<Buffer> {
  const files: Files = new Map();
  const add = async (path: string, from: string, mode: number) => {
    files.set(path, { data: await readFile(from), mode });
  };
  await addModules(files, packages, signal);
  await addScripts(files, scripts);
  await add('bin/busybox', packages.path('busybox'), 0o755);
  await add('sbin/ntfs-3g', packages.path('ntfs-3g'), 0o755);
  for (const [name, path] of await libraryFiles(packages, ['ntfs-3g'])) {
    await add(name.startsWith('ld-linux') ? `lib64/${name}` : `lib/x86_64-linux-gnu/${name}`, path, 0o755);
  }
  return packInitramfs({ files, links });
}

/** The rest of busybox's commands the first program makes itself. */
const links = new Map([
  ['bin/sh', 'busybox'],
  // Where the guest agent looks for it, and other names of the stand-ins.
  ['sbin/shutdown', '/goldpane/bin/shutdown'],
  ['goldpane/bin/powershell', 'powershell.exe'],
  ['goldpane/bin/cmd', 'cmd.exe'],
  ['goldpane/bin/shutdown.exe', 'shutdown'],
]);

async function addScripts(files: Files, scripts: string): Promise<void> {
  const entries = await readdir(scripts, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    const from = join(entry.parentPath, entry.name);
    const path = from.slice(scripts.length);
    if (path.startsWith('grub/')) continue;
    const data = await readFile(from);
    const mode = data.toString('latin1', 0, 2) === '#!' ? 0o755 : 0o644;
    files.set(pathInGuest(path), { data, mode });
  }
}

function pathInGuest(path: string): string {
  if (path === 'init') return 'init';
  return path === 'etc/os-release' || path === 'etc/passwd' ? path : `goldpane/${path}`;
}

async function addModules(files: Files, packages: PackageFiles, signal?: AbortSignal): Promise<void> {
  const builtIn = new Set((await readFile(packages.path('modules.builtin'), 'utf8')).split('\n').map(moduleName));
  const paths = new Map(packages.matching(/\.ko(\.xz)?$/).map((path) => [moduleName(path), path] as const));
  const bytes = new Map<string, Buffer>();
  const order = await orderOf(builtIn, paths, bytes, signal);
  const directory = `lib/modules/${basename(dirname(packages.path('modules.builtin')))}`;
  for (const name of order.keys()) {
    files.set(`${directory}/${name}.ko`, { data: bytes.get(name) as Buffer, mode: 0o644 });
  }
  // modprobe loads from the end of a line to its beginning.
  const lines = [...order].map(([name, before]) => `${[`${name}.ko:`, ...before.toReversed().map(file)].join(' ')}\n`);
  files.set(`${directory}/modules.dep`, { data: Buffer.from(lines.join('')), mode: 0o644 });
}

function file(module: string): string {
  return `${module}.ko`;
}

/** Reads module after module until everything they need is known. The kernel's signatures stay on the uncompressed bytes. */
async function orderOf(
  builtIn: ReadonlySet<string>,
  paths: ReadonlyMap<string, string>,
  bytes: Map<string, Buffer>,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const waiting: string[] = guestModules.filter((name) => !builtIn.has(name));
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const path = paths.get(name);
    if (path === undefined || bytes.has(name)) continue;
    bytes.set(name, await readModule(path, signal));
    waiting.push(...moduleDependencies(bytes.get(name) as Buffer).filter((other) => !builtIn.has(other)));
  }
  return loadOrder(guestModules, builtIn, (name) => {
    const found = bytes.get(name);
    return found && moduleDependencies(found);
  });
}

/** Debian 13 compresses modules; runTool gives text, so xz writes beside the file. */
async function readModule(path: string, signal?: AbortSignal): Promise<Buffer> {
  if (!path.endsWith('.xz')) return await readFile(path);
  await runTool('xz', ['-d', '-k', '-f', path], { signal });
  return await readFile(path.slice(0, -'.xz'.length));
}

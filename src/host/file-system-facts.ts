import { constants } from 'node:fs';
import { mkdtemp, open, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from './run-tool.ts';

/** Where a path lies. */
export type FileSystemFacts = {
  /** Such as `ext4`. Source: proc(5), mountinfo. */
  readonly kind: string;
  /** What is mounted, such as `/dev/sda2`. */
  readonly source: string;
  /** What an ordinary user can still write. */
  readonly freeBytes: number;
  /** Files that can still be made; absent where the file system makes room for them as needed. */
  readonly freeInodes?: number | undefined;
  /** Name of the owner of the path, its number where it has no name. */
  readonly owner: string;
};

/** Facts of the file system that holds an existing path. */
export async function fileSystemFacts(path: string): Promise<FileSystemFacts> {
  const [{ bavail, bsize, files, ffree }, { uid }, mounts, users] = await Promise.all([
    statfs(path),
    stat(path),
    readFile('/proc/self/mountinfo', 'utf8'),
    readFile('/etc/passwd', 'utf8').catch(() => ''),
  ]);
  const owner = new RegExp(`^([^:]+):[^:]*:${uid}:`, 'm').exec(users)?.[1] ?? String(uid);
  const inodes = files > 0 ? { freeInodes: ffree } : {};
  return { ...mountOf(path, mounts), freeBytes: bavail * bsize, ...inodes, owner };
}

/** The mount that holds a path: the one with the longest mount point, the last where several are on one. */
export function mountOf(path: string, mountinfo: string): { readonly kind: string; readonly source: string } {
  let [found, kind, source] = ['', 'unknown', 'unknown'];
  for (const line of mountinfo.split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const point = before.split(' ')[4]?.replaceAll('\\040', ' ');
    if (point === undefined || point.length < found.length) continue;
    if (path !== point && !path.startsWith(point === '/' ? '/' : `${point}/`)) continue;
    const [mountKind = kind, mountSource = source] = after.split(' ');
    [found, kind, source] = [point, mountKind, mountSource];
  }
  return { kind, source };
}

/** What a file system can do. */
export type FileSystemAbilities = {
  /** Files can be opened without the page cache. */
  readonly canDirect: boolean;
  /** Copies share their blocks. */
  readonly canReflink: boolean;
};

/**
 * What the file system of a directory can do, tried with a small file that is removed again: `read-only` when none can
 * be made there, whatever the permissions say, `full` when there is no room for it.
 */
export async function fileSystemAbilities(directory: string): Promise<FileSystemAbilities | 'read-only' | 'full'> {
  try {
    const scratch = await mkdtemp(join(directory, '.goldpane-try-'));
    return await tryAbilities(scratch).finally(() => rm(scratch, { recursive: true, force: true }));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['ENOSPC', 'EDQUOT'].includes(code)) return 'full';
    if (['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'EOPNOTSUPP'].includes(code)) return 'read-only';
    throw error;
  }
}

async function tryAbilities(scratch: string): Promise<FileSystemAbilities> {
  const [file, copy] = [join(scratch, 'file'), join(scratch, 'copy')];
  await writeFile(file, Buffer.alloc(4096));
  const canDirect = await open(file, constants.O_RDWR | constants.O_DIRECT).then(
    (handle) => handle.close().then(() => true),
    () => false,
  );
  const { exitCode } = await runTool('cp', ['--reflink=always', '--', file, copy], { acceptExitCodes: [0, 1] });
  return { canDirect, canReflink: exitCode === 0 };
}

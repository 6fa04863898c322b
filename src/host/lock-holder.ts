import { readFile, stat } from 'node:fs/promises';

/**
 * Number of the process that holds an fcntl write lock on a file; undefined when none does or the file is missing.
 * Node cannot ask the kernel for one lock, but the kernel lists them all. Source: proc_locks(5)
 */
export async function lockHolder(path: string): Promise<number | undefined> {
  const info = await stat(path, { bigint: true }).catch(() => undefined);
  if (!info) return undefined;
  const table = await readFile('/proc/locks', 'utf8').catch(() => '');
  const line = table.split('\n').find((lock) => lock.includes(` WRITE `) && lock.includes(`:${info.ino} `));
  const pid = line && /WRITE\s+(\d+)\s/.exec(line)?.[1];
  return pid === undefined || pid === '' ? undefined : Number(pid);
}

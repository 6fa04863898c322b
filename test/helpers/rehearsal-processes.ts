import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Process ids of a process and all below it. Source: proc(5). */
export function processTree(root: number): readonly number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const stat = textOf(`/proc/${name}/stat`);
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const below = (pid: number): number[] => [
    pid,
    ...[...parents].flatMap(([child, of]) => (of === pid ? below(child) : [])),
  ];
  return below(root);
}

/** Inodes of the TCP sockets, of the given processes, that listen. Source: proc(5), /proc/net/tcp; 0A is TCP_LISTEN. */
export function tcpListeners(pids: readonly number[]): readonly string[] {
  const rows = ['tcp', 'tcp6'].flatMap((table) => textOf(`/proc/net/${table}`).split('\n').slice(1));
  const listening = rows.map((row) => row.trim().split(/\s+/)).filter((columns) => columns[3] === '0A');
  const inodes = new Set(listening.map((columns) => `socket:[${columns[9]}]`));
  return pids.flatMap(openFiles).filter((file) => inodes.has(file));
}

/** True while a process with this id is there and no zombie. */
export function isAlive(pid: number): boolean {
  const stat = textOf(`/proc/${pid}/stat`);
  return stat !== '' && stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
}

function openFiles(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((name) => linkTarget(`/proc/${pid}/fd/${name}`));
  } catch {
    return [];
  }
}

function linkTarget(path: string): string[] {
  try {
    return [readlinkSync(path)];
  } catch {
    return [];
  }
}

/** A process may end while it is looked at. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

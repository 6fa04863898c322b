import { readdir, readFile } from 'node:fs/promises';

/** A process of this host. */
export type ListedProcess = {
  readonly pid: number;
  readonly name: string;
  /** One letter, `Z` for one that ended and that its parent did not collect. Source: proc(5), stat. */
  readonly state: string;
  readonly parent: number;
};

/** The processes that have one of these names, which the kernel cuts to 15 characters. */
export async function processesNamed(names: readonly string[]): Promise<readonly ListedProcess[]> {
  const cut = names.map((name) => name.slice(0, 15));
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const processes = await Promise.all(numbers.map(readProcess));
  return processes.filter((process) => process !== undefined).filter(({ name }) => cut.includes(name));
}

async function readProcess(pid: string): Promise<ListedProcess | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  if (stat === undefined) return undefined;
  const [open, close] = [stat.indexOf('('), stat.lastIndexOf(')')];
  const [state = '?', parent] = stat.slice(close + 2).split(' ');
  return { pid: Number(pid), name: stat.slice(open + 1, close), state, parent: Number(parent) };
}

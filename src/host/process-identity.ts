import { readFileSync } from 'node:fs';

/** A process that cannot be mistaken for a later one with the same number. */
export type ProcessIdentity = {
  readonly pid: number;
  /** Clock ticks between the boot of this machine and the start of the process. */
  readonly startTicks: number;
  /** Random id of this machine's boot. */
  readonly bootId: string;
};

/** Identity of a running process, this one by default; undefined when there is none, or only a zombie. Source: proc(5). */
export function processIdentity(pid: number = process.pid): ProcessIdentity | undefined {
  const stat = readStat(pid);
  if (!stat || stat.state === 'Z' || stat.state === 'X') return undefined;
  return { pid, startTicks: stat.startTicks, bootId: bootId() };
}

/** True when that very process still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  const present = processIdentity(identity.pid);
  return present?.startTicks === identity.startTicks && present.bootId === identity.bootId;
}

/** Processor time that a process has used, user and system together, in ms; undefined when it is gone. */
export function cpuTimeMs(pid: number): number | undefined {
  return readStat(pid)?.cpuMs;
}

/** Random id of this machine's boot. */
export function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

/** USER_HZ is 100 on every Linux that Node runs on. */
const msPerTick = 10;

function readStat(pid: number): { state: string; startTicks: number; cpuMs: number } | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // The second field is the program's name in parentheses and may hold anything: count from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  return { state: fields[0] ?? '?', startTicks: field(22), cpuMs: (field(14) + field(15)) * msPerTick };
}

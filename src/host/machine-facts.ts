import { readFileSync } from 'node:fs';
import { availableParallelism, release, totalmem } from 'node:os';

/** What this machine is, as far as guests care. */
export type MachineFacts = {
  /** Processors that this process may use. */
  readonly cpus: number;
  readonly memoryMib: number;
  /** Memory that can be had without swapping. Source: proc(5), MemAvailable. */
  readonly availableMemoryMib: number;
  readonly kernel: string;
  /** Such as `Debian GNU/Linux 12 (bookworm)`. Source: os-release(5). */
  readonly distribution: string;
  readonly node: string;
};

const bytesPerMib = 1024 ** 2;

/** Reads the facts of this machine. */
export function machineFacts(): MachineFacts {
  const available = /^MemAvailable:\s+(\d+) kB$/m.exec(readIfThere('/proc/meminfo'))?.[1];
  const name = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(readIfThere('/etc/os-release'))?.[1];
  return {
    cpus: availableParallelism(),
    memoryMib: Math.floor(totalmem() / bytesPerMib),
    availableMemoryMib: Math.floor(Number(available ?? 0) / 1024),
    kernel: release(),
    distribution: name ?? 'unknown',
    node: process.versions.node,
  };
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

import { readlinkSync } from 'node:fs';
import * as z from 'zod';
import { bootId, isAlive, processIdentity } from './process-identity.ts';

/** The process that something belongs to: pid, its start, the machine's boot, and where the pid counts. */
export const Owner = z.object({
  pid: z.number(),
  startTicks: z.number(),
  bootId: z.string(),
  /** Inode of the pid namespace: a pid says nothing about processes of another container. */
  pidNamespace: z.string(),
});
export type Owner = z.infer<typeof Owner>;

/** This process as an owner. */
export function thisOwner(): Owner {
  const identity = processIdentity();
  if (!identity) throw new Error('/proc does not know this process');
  return { ...identity, pidNamespace: pidNamespace() };
}

/** True when the owner has certainly ended. An owner in another container of the same boot is not judged. */
export function isGone(owner: Owner): boolean {
  if (owner.bootId !== bootId()) return true;
  return owner.pidNamespace === pidNamespace() && !isAlive(owner);
}

/** The owner as part of a file name. */
export function ownerName({ bootId, pidNamespace, pid, startTicks }: Owner): string {
  return [bootId.replaceAll('-', ''), pidNamespace, pid, startTicks].join('-');
}

/** The owner that a file name begins with. */
export function ownerFromName(name: string): Owner | undefined {
  const match = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})-(\d+)-(\d+)-(\d+)/.exec(name);
  if (!match) return undefined;
  const [, a, b, c, d, e, pidNamespace = '', pid, startTicks] = match;
  return { bootId: [a, b, c, d, e].join('-'), pidNamespace, pid: Number(pid), startTicks: Number(startTicks) };
}

/** The owner as the end of a name that must be short, for what does not outlive the machine's boot. */
export function shortOwnerName({ pidNamespace, pid, startTicks }: Owner): string {
  return [Number(pidNamespace), pid, startTicks].map((number) => number.toString(36)).join('-');
}

/** The owner of this boot that a name ends with. */
export function ownerFromShortName(name: string): Owner | undefined {
  const match = /-([0-9a-z]+)-([0-9a-z]+)-([0-9a-z]+)$/.exec(name);
  if (!match) return undefined;
  const [pidNamespace = 0, pid = 0, startTicks = 0] = match.slice(1).map((digits) => Number.parseInt(digits, 36));
  return { bootId: bootId(), pidNamespace: String(pidNamespace), pid, startTicks };
}

// docs: namespaces(7), the link reads pid:[4026531836]
function pidNamespace(): string {
  return readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '');
}

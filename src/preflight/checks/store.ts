import { fail, type HostCheck, pass, warn } from '../host-check.ts';
import type { HostNeeds } from '../host-needs.ts';

/** The place where layers and images lie, or would lie. */
export type StoreFacts = {
  readonly directory: string;
  /** Nearest directory above that exists; the same when the store does. */
  readonly nearest: string;
  readonly owner: string;
  readonly isWritable: boolean;
  /** Kind of file system, such as `ext4`. */
  readonly fileSystem: string;
  /** What is mounted there, such as `/dev/sda2`. */
  readonly source: string;
  /** Name of the network file system that it is on. */
  readonly network?: string | undefined;
  readonly freeBytes: number;
  /** Absent where the file system makes them as needed. */
  readonly freeInodes?: number | undefined;
  /** What the user's quota leaves, when there is one. */
  readonly quotaBytes?: number | undefined;
  /** Whether files share blocks, and whether they can be opened without the page cache; absent when not tried. */
  readonly canReflink?: boolean | undefined;
  readonly canDirect?: boolean | undefined;
};

/** A build makes some thousand files: evidence, screens, layers. */
const neededInodes = 10_000;

/** The store: its place, its space, and what its file system can do. */
export function checkStore(facts: StoreFacts, needs: HostNeeds): readonly HostCheck[] {
  const place = checkPlace(facts);
  return place.outcome === 'fail' ? [place] : [place, checkSpace(facts, needs), ...checkAbilities(facts)];
}

function checkPlace({ directory, nearest, owner, isWritable, network, fileSystem }: StoreFacts): HostCheck {
  if (network !== undefined) {
    return fail('store', {
      id: 'GP-STORE-OPEN',
      found: `${directory} is on a network file system (${network})`,
      why: 'locks and renames cannot be relied on there: two builds could write the same layer',
      remedy: 'Name a directory on a local disk with --store or GOLDPANE_STORE',
    });
  }
  if (!isWritable) {
    return fail('store', {
      id: 'GP-STORE-OPEN',
      found: `${nearest} belongs to ${owner} and cannot be written`,
      why: 'layers, images and the evidence of every run lie there',
      remedy: `Name a directory of your own with --store, or: sudo chown "$USER" ${nearest}`,
    });
  }
  return pass('store', `${directory}, ${fileSystem}`);
}

function checkSpace({ nearest, freeBytes, freeInodes, quotaBytes }: StoreFacts, { diskBytes }: HostNeeds): HostCheck {
  const isQuota = quotaBytes !== undefined && quotaBytes < freeBytes;
  const free = isQuota ? quotaBytes : freeBytes;
  const found = `${gib(free)} ${isQuota ? 'left of your quota' : 'free'} at ${nearest}, ${gib(diskBytes)} may be written`;
  const flaw = {
    id: 'GP-HOST-SPACE' as const,
    remedy: 'Free some space, or use a store on a larger disk with --store',
  };
  if (free < diskBytes) return fail('disk space', { ...flaw, found, why: 'the build would stop half-way' });
  if (freeInodes !== undefined && freeInodes < neededInodes) {
    return fail('disk space', {
      ...flaw,
      found: `${freeInodes} free inodes at ${nearest}`,
      why: 'no file could be made',
    });
  }
  return pass('disk space', found);
}

function checkAbilities({ nearest, fileSystem, canReflink, canDirect }: StoreFacts): readonly HostCheck[] {
  const checks: HostCheck[] = [];
  if (canDirect === false) {
    checks.push(
      warn('file system', {
        id: 'GP-HOST-FILES',
        found: `${fileSystem} at ${nearest} opens no file without the page cache (O_DIRECT)`,
        why: 'runners with cache=none cannot start a guest from there; builds can',
        remedy: 'Keep the store on ext4, XFS or btrfs',
      }),
    );
  }
  if (canReflink === undefined) return checks;
  const sharing = canReflink ? 'copies share their blocks' : 'copies take their own space: XFS or btrfs would share it';
  return [...checks, pass('copies', sharing)];
}

function gib(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}

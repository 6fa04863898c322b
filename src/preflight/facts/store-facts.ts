import { fileSystemType, isWritable, nearestExisting } from '../../host/file-operations.ts';
import { fileSystemAbilities, fileSystemFacts } from '../../host/file-system-facts.ts';
import { findTool } from '../../host/find-tool.ts';
import { runTool } from '../../host/run-tool.ts';
import { networkFileSystem } from '../../store/network-file-system.ts';
import type { StoreFacts } from '../checks/store.ts';

/** The place of a store, which need not exist yet. */
export async function storeFacts(directory: string): Promise<StoreFacts> {
  const nearest = await nearestExisting(directory);
  const [{ kind, source, freeBytes, freeInodes, owner }, type, canWrite] = await Promise.all([
    fileSystemFacts(nearest),
    fileSystemType(nearest),
    isWritable(nearest),
  ]);
  const place = { directory, nearest, owner, isWritable: canWrite };
  return { ...place, fileSystem: kind, source, network: networkFileSystem(type), freeBytes, freeInodes };
}

/** The same, with what takes trying: what its file system can do, and the user's quota. */
export async function triedStoreFacts(facts: StoreFacts, signal?: AbortSignal): Promise<StoreFacts> {
  if (!facts.isWritable || facts.network !== undefined) return facts;
  const { nearest, source } = facts;
  const [abilities, quotaBytes] = await Promise.all([fileSystemAbilities(nearest), quotaLeft(source, signal)]);
  if (abilities === 'read-only') return { ...facts, isWritable: false };
  return { ...facts, ...(abilities === 'full' ? {} : abilities), quotaBytes };
}

async function quotaLeft(source: string, signal?: AbortSignal): Promise<number | undefined> {
  if (!findTool('quota')) return undefined;
  const { stdout } = await runTool('quota', ['-w', '-p'], { signal, acceptExitCodes: [0, 1] });
  return parseQuota(stdout, source);
}

/** What a quota leaves on a device, in bytes; undefined without a limit. Source: quota(1), its raw format. */
export function parseQuota(text: string, source: string): number | undefined {
  const line = text.split('\n').find((row) => row.trim().split(/\s+/)[0] === source);
  const [, used, soft, hard] =
    line
      ?.trim()
      .split(/\s+/)
      .map((word) => Number.parseInt(word, 10)) ?? [];
  const limit = hard || soft;
  return used === undefined || !limit ? undefined : Math.max(0, limit - used) * 1024;
}

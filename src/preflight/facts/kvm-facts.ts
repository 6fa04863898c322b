import { openOutcome } from '../../host/file-operations.ts';
import { listDirectory, readText } from '../../host/files.ts';
import { groupNames } from '../../host/groups.ts';
import type { KvmFacts } from '../checks/kvm-device.ts';

/** Opens `/dev/kvm`, and reads what explains why it cannot be opened. */
export async function kvmFacts(user: string): Promise<KvmFacts> {
  const [device, loaded, group] = await Promise.all([
    openOutcome('/dev/kvm'),
    listDirectory('/sys/module'),
    groupMembership('kvm', user),
  ]);
  const modules = loaded.filter((name) => /^kvm(_|$)/.test(name));
  const nested = await Promise.all(
    modules.map((module) => readText(`/sys/module/${module}/parameters/nested`).catch(() => '')),
  );
  const said = nested.find((text) => text !== '');
  return { device, modules, isInGroupKvm: group, ...(said === undefined ? {} : { nested: /^[1Y]/.test(said) }) };
}

async function groupMembership(group: string, user: string): Promise<KvmFacts['isInGroupKvm']> {
  const groups = await groupNames();
  const entry = groups.find(({ name }) => name === group);
  if (entry === undefined) return 'no';
  if (process.getgroups?.().includes(entry.id)) return 'yes';
  return entry.members.includes(user) ? 'after-login' : 'no';
}

import type { Finding } from '../base/findings.ts';
import type { FirmwareFacts } from './checks/firmware.ts';
import { checkKvm } from './checks/kvm.ts';
import { kvmFacts } from './facts/kvm-facts.ts';
import { surroundingsFacts } from './facts/surroundings-facts.ts';
import { gatherQuickFacts } from './gather-host-facts.ts';
import { asFinding, isFlawed } from './host-check.ts';
import type { HostNeeds } from './host-needs.ts';
import { rememberedKvm } from './host-profile.ts';
import { judgeQuickly } from './judge-host.ts';

/**
 * In what this host is not fit for some work, as far as files and what was tried before tell it: nothing is started.
 * `firmware` is what guests would get.
 */
export async function knownHostFindings(
  needs: HostNeeds,
  { store, firmware }: { readonly store: string; readonly firmware: FirmwareFacts },
): Promise<readonly Finding[]> {
  const [quick, surroundings] = await Promise.all([gatherQuickFacts(store), surroundingsFacts()]);
  const kvm = await kvmFacts(surroundings.user);
  const verdict = 'problem' in firmware ? undefined : await rememberedKvm(firmware, needs);
  const checks = [
    ...judgeQuickly({ ...quick, firmware }, needs),
    ...checkKvm({ processor: quick.processor, surroundings, kvm, verdict }, needs),
  ];
  return checks.filter(isFlawed).map(asFinding);
}

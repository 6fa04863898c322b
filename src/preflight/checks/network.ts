import { fail, type HostCheck, pass, warn } from '../host-check.ts';
import type { HostNeeds } from '../host-needs.ts';
import { installRemedy } from '../install-remedy.ts';

/** The way to the Internet for layers that ask for it. */
export type NetworkFacts = {
  readonly passt: 'works' | 'missing' | 'untried' | { readonly problem: string };
  /** As `ProgramsView` has it. */
  readonly distribution: readonly string[];
};

/** The network: passt is the one way that does not open the host's own loopback to the guest. */
export function checkNetwork({ passt, distribution }: NetworkFacts, { internet }: HostNeeds): readonly HostCheck[] {
  if (internet === 'none') return [];
  if (passt === 'works' || passt === 'untried') return [pass('network', 'passt, for layers with network: internet')];
  const report = internet === 'needed' ? fail : warn;
  const why = 'layers with network: internet are refused: without passt a guest reaches services on this host';
  if (passt === 'missing') {
    const found = 'passt is not installed';
    return [report('network', { id: 'GP-HOST-NETWORK', found, why, ...installRemedy(['passt'], distribution) })];
  }
  const remedy = 'It needs a default route, and user namespaces: sysctl user.max_user_namespaces';
  return [report('network', { id: 'GP-HOST-NETWORK', found: passt.problem, why, remedy })];
}

import { GoldpaneError } from '../../base/errors.ts';
import type { HostProfile } from '../../base/host-profile.ts';
import type { PlannedLayer } from '../../base/plan.ts';
import type { BootPlan } from '../../machine/start-boot.ts';

/**
 * The network of a layer. A layer that needs the Internet goes through passt: QEMU's own user network lets the guest
 * reach services on the host's loopback, so it is refused unless the user said otherwise. Throws `GP-HOST-NETWORK`.
 */
export function networkOf(
  { name, network }: Pick<PlannedLayer, 'name' | 'network'>,
  { passt }: Pick<HostProfile, 'passt'>,
  allowHostLoopback: boolean,
): BootPlan['network'] {
  if (network === 'none') return 'restricted';
  if (passt !== undefined) return 'passt';
  if (allowHostLoopback) return 'open';
  throw new GoldpaneError('GP-HOST-NETWORK', `Layer ${name} needs the Internet, and passt is not installed`, {
    hint: 'Install passt, or let the guest reach services on this host with --allow-host-loopback',
  });
}

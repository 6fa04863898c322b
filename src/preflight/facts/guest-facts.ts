import { GoldpaneError } from '../../base/errors.ts';
import type { HostProfile } from '../../base/host-profile.ts';
import type { HostFacts } from '../host-facts.ts';
import type { HostNeeds } from '../host-needs.ts';
import { hostProfile, provenEmulation } from '../host-profile.ts';

/** What starting a guest showed. */
export type GuestFacts = Pick<HostFacts, 'verdict' | 'firmware' | 'machine'>;

/** How guests are tried. */
export type TryOptions = {
  /** Called before something that takes longer than a moment. */
  readonly onSlow?: ((what: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
};

/**
 * Starts a guest of the needed size: under KVM, and by emulation where the work may do with it and KVM does not run.
 * Without QEMU nothing is known; that is told by the programs that are missing.
 */
export async function guestFacts(needs: HostNeeds, options: TryOptions): Promise<GuestFacts> {
  try {
    const host = await hostProfile({ size: needs, signal: options.signal });
    const { firmware, accelerators } = host;
    const facts = { firmware, verdict: accelerators.kvm };
    const mayEmulate = needs.kvm === 'unused' || (needs.kvm === 'preferred' && !accelerators.kvm.usable);
    return mayEmulate ? { ...facts, ...(await emulationFacts(host, needs, options)) } : facts;
  } catch (error) {
    return problemFacts(error);
  }
}

async function emulationFacts(
  host: HostProfile,
  size: HostNeeds,
  { onSlow, signal }: TryOptions,
): Promise<Pick<GuestFacts, 'machine'>> {
  const onTrying = () => onSlow?.('trying emulation, once: up to 20 seconds');
  try {
    return { machine: { emulationMs: await provenEmulation(host, { size, onTrying, signal }) } };
  } catch (error) {
    return problemFacts(error);
  }
}

function problemFacts(error: unknown): GuestFacts {
  if (!(error instanceof GoldpaneError) || error.code === 'GP-CANCELLED') throw error;
  if (error.code === 'GP-HOST-TOOL') return {};
  const { code: id, message: found, hint: remedy } = error;
  return id === 'GP-HOST-FIRMWARE' ? { firmware: { problem: found } } : { machine: { id, found, remedy } };
}

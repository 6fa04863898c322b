import { fail, type HostCheck, pass } from '../host-check.ts';
import type { HostNeeds } from '../host-needs.ts';

/** What emulation showed: how long it took to reach the firmware's first words, or how it failed. */
export type EmulationFacts =
  | { readonly tookMs: number }
  | { readonly found: string; readonly remedy: string };

/** Emulation, for work that does without KVM: with the same firmware, TPM and devices. */
export function checkEmulation(facts: EmulationFacts, needs: HostNeeds): readonly HostCheck[] {
  if (needs.kvm === 'required') return [];
  if ('tookMs' in facts) return [pass('emulation', `the firmware spoke after ${(facts.tookMs / 1000).toFixed(1)} s`)];
  const why = 'a machine with firmware, TPM and all devices does not start here';
  return [fail('emulation', { id: 'GP-MACHINE-START', ...facts, why })];
}

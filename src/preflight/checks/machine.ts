import type { ErrorCode } from '../../base/error-codes.ts';
import { fail, type HostCheck, pass } from '../host-check.ts';

/** What kept a build's machine from starting at all, whatever runs it: no fault of KVM. */
export type MachineFacts =
  | { readonly emulationMs: number }
  | { readonly id: ErrorCode; readonly found: string; readonly remedy: string };

/** A build's machine, with firmware, TPM and all devices, as far as it was started. */
export function checkMachine(facts: MachineFacts): readonly HostCheck[] {
  if ('emulationMs' in facts) {
    const seconds = (facts.emulationMs / 1000).toFixed(1);
    return [pass('emulation', `the firmware spoke after ${seconds} s, with Secure Boot, TPM and all devices`)];
  }
  return [fail('machine', { ...facts, why: "a build's machine does not start here" })];
}

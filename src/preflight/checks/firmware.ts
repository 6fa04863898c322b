import type { Firmware } from '../../base/host-profile.ts';
import { fail, type HostCheck, pass } from '../host-check.ts';
import { installRemedy } from '../install-remedy.ts';
import { addKeysHint } from './certificates.ts';

/** The firmware that guests would get, or why there is none. */
export type FirmwareFacts = Firmware | { readonly problem: string };

/** Packages of firmware under which guests hang. */
const knownBad = [
  {
    package: 'edk2-ovmf 20260812-8',
    why: 'Windows 11 was seen to hang under it (ublue-os/bazzite#5857)',
    remedy: 'sudo dnf upgrade edk2-ovmf; where there is nothing newer: sudo dnf downgrade edk2-ovmf',
  },
];

/** Firmware with Secure Boot: a pair of code and variables that fit, and that is not known to be bad. */
export function checkFirmware(facts: FirmwareFacts, distribution: readonly string[]): readonly HostCheck[] {
  if ('problem' in facts) {
    const why = 'Windows 11 wants Secure Boot, and its keys must be in the firmware';
    return [fail('firmware', { id: 'GP-HOST-FIRMWARE', found: facts.problem, why, ...remedyFor(facts, distribution) })];
  }
  const name = facts.package ?? 'of no known package';
  const bad = knownBad.find((entry) => name.startsWith(entry.package));
  if (bad) return [fail('firmware', { id: 'GP-HOST-FIRMWARE', found: name, why: bad.why, remedy: bad.remedy })];
  return [pass('firmware', `${name}: ${facts.code.path} (${facts.code.format})`)];
}

/** Firmware that is here without keys is not helped by its package. */
function remedyFor({ problem }: { readonly problem: string }, distribution: readonly string[]) {
  if (/lacks enrolled-keys/.test(problem)) return { remedy: `Its package has no file with keys: ${addKeysHint}` };
  return installRemedy(['ovmf'], distribution);
}

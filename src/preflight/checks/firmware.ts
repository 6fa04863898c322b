import type { Firmware } from '../../base/host-profile.ts';
import { fail, type HostCheck, pass, warn } from '../host-check.ts';
import { installRemedy } from '../install-remedy.ts';

/** The firmware that guests would get, or why there is none. */
export type FirmwareFacts = Firmware | { readonly problem: string };

/** Packages of firmware that hang guests. */
const knownBad = [
  {
    package: 'edk2-ovmf 20260812-8',
    why: 'Windows 11 was seen to hang under it (ublue-os/bazzite#5857)',
    remedy: 'sudo dnf upgrade edk2-ovmf, or sudo dnf downgrade edk2-ovmf',
  },
];

/** Firmware with Secure Boot: a pair that fits, that is not known to be bad, and with keys of both generations. */
export function checkFirmware(facts: FirmwareFacts, distribution: readonly string[]): readonly HostCheck[] {
  if ('problem' in facts) {
    const why = 'Windows 11 wants Secure Boot, and its keys must be in the firmware';
    return [fail('firmware', { id: 'GP-HOST-FIRMWARE', found: facts.problem, why, ...remedyFor(facts, distribution) })];
  }
  const name = facts.package ?? facts.code.path;
  const bad = knownBad.find((entry) => facts.package?.startsWith(entry.package));
  if (bad) return [fail('firmware', { id: 'GP-HOST-FIRMWARE', found: name, why: bad.why, remedy: bad.remedy })];
  return [
    pass('firmware', `${name}: ${facts.code.path}, ${facts.code.format}`),
    checkCertificates(facts, distribution),
  ];
}

const addKeys = "'goldpane explain GP-HOST-FIRMWARE' shows how to add the keys";

/** Firmware that is here without keys is not helped by its package. */
function remedyFor({ problem }: { readonly problem: string }, distribution: readonly string[]) {
  if (/lacks enrolled-keys/.test(problem)) return { remedy: `The package has no file with keys: ${addKeys}` };
  return installRemedy(['ovmf'], distribution);
}

function checkCertificates({ certificates, vars }: Firmware, distribution: readonly string[]): HostCheck {
  const has = (generation: Firmware['certificates'][number]) => certificates.includes(generation);
  if (has('microsoft-2011') && has('microsoft-2023')) return pass('certificates', "Microsoft's of 2011 and of 2023");
  const [there, lacking] = has('microsoft-2011') ? ['2011', '2023'] : ['2023', '2011'];
  const none = certificates.length === 0;
  return warn('certificates', {
    id: 'GP-HOST-FIRMWARE',
    found: `${vars.path} has ${none ? "none of Microsoft's" : `Microsoft's of ${there} only`}`,
    why: `Secure Boot refuses a medium whose loader is signed under ${none ? 'them' : `that of ${lacking}`} alone`,
    remedy: `${installRemedy(['ovmf'], distribution).remedy}; where that brings nothing newer, ${addKeys}`,
  });
}

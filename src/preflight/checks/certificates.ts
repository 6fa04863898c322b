import type { Finding } from '../../base/findings.ts';
import type { Firmware } from '../../base/host-profile.ts';
import { fail, type HostCheck, pass, warn } from '../host-check.ts';
import { installRemedy } from '../install-remedy.ts';

/** Whether the firmware starts the medium that is to be installed. */
export type LoaderFacts = {
  /** Id of the medium. */
  readonly medium: string;
  /** Why its loader is refused. */
  readonly refused: Finding | undefined;
};

export type CertificatesView = {
  readonly firmware: Firmware;
  /** Absent while nobody knows the medium. */
  readonly loaders?: LoaderFacts | undefined;
  readonly distribution: readonly string[];
};

/** Where people find what no package does for them. */
export const addKeysHint = "'goldpane explain GP-HOST-FIRMWARE' shows how to add the keys";

const id = 'GP-HOST-FIRMWARE';

/** Microsoft's certificates in the firmware: against the medium when it is here, else of both generations. */
export function checkCertificates({ firmware, loaders, distribution }: CertificatesView): readonly HostCheck[] {
  const { certificates, vars } = firmware;
  const years = certificates.map((certificate) => certificate.replace('microsoft-', ''));
  const there = years.length === 0 ? "none of Microsoft's" : `Microsoft's of ${years.join(' and ')}`;
  const remedy = `${installRemedy(['ovmf'], distribution).remedy}; where that brings nothing newer, ${addKeysHint}`;
  if (loaders?.refused) {
    const { found, why } = loaders.refused;
    return [fail('certificates', { id, found, why, remedy })];
  }
  if (loaders) return [pass('certificates', `${there}: they start ${loaders.medium}`)];
  if (years.length === 2) return [pass('certificates', there)];
  const lacking = years.includes('2011') ? 'that of 2023' : years.includes('2023') ? 'that of 2011' : 'them';
  const found = `${vars.path} has ${there}${years.length === 0 ? '' : ' only'}`;
  const why = `Secure Boot refuses a medium whose loader is signed under ${lacking} alone`;
  return [warn('certificates', { id, found, why, remedy })];
}

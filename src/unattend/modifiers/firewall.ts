import type { AnswerElement } from '../answer-document.ts';
import { component, fillTexts } from '../answer-document.ts';
import type { AnswerFileOptions } from '../answer-file-options.ts';

/** Turns the firewall off, when that is asked for. docs: networking-mpssvc-svc-domainprofile_enablefirewall and its like. */
export function firewall(root: AnswerElement, { firewallOff }: AnswerFileOptions): void {
  if (!firewallOff) return;
  fillTexts(component(root, 'specialize', 'Networking-MPSSVC-Svc'), {
    DomainProfile_EnableFirewall: false,
    PrivateProfile_EnableFirewall: false,
    PublicProfile_EnableFirewall: false,
  });
}

import type { AnswerElement } from '../answer-document.ts';
import { component, fillTexts } from '../answer-document.ts';
import type { AnswerFileOptions } from '../answer-file-options.ts';

/**
 * Keeps virtualisation-based security, and memory integrity and Credential Guard with it, off when that is asked for.
 * Source: docs: microsoft-windows-deviceguard-unattend
 */
export function virtualisationBasedSecurity(root: AnswerElement, { vbsOff }: AnswerFileOptions): void {
  if (!vbsOff) return;
  fillTexts(component(root, 'offlineServicing', 'Microsoft-Windows-DeviceGuard-Unattend'), {
    EnableVirtualizationBasedSecurity: 0,
    HypervisorEnforcedCodeIntegrity: 0,
    LsaCfgFlags: 0,
  });
}

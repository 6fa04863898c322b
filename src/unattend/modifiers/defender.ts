import type { AnswerElement } from '../answer-document.ts';
import { component, fillTexts } from '../answer-document.ts';
import type { AnswerFileOptions } from '../answer-file-options.ts';

/**
 * Turns Microsoft Defender off when that is asked for; docs: security-malware-windows-defender-disableantispyware.
 * Clients of today may pass over it, so a script in the guest does the rest.
 */
export function defender(root: AnswerElement, { defenderOff }: AnswerFileOptions): void {
  if (!defenderOff) return;
  fillTexts(component(root, 'specialize', 'Security-Malware-Windows-Defender'), { DisableAntiSpyware: true });
}

import type { AnswerElement } from '../answer-document.ts';
import { component, descend, fillTexts } from '../answer-document.ts';
import type { AnswerFileOptions } from '../answer-file-options.ts';
import type { RevealedSecrets } from '../reveal-secrets.ts';
import { fillPassword } from './accounts.ts';

/**
 * The administrator logs on by himself exactly once: Windows adds one to `LogonCount`, and the first-logon script sets
 * what is left to zero (docs: microsoft-windows-shell-setup-autologon-logoncount).
 */
export function autoLogon(root: AnswerElement, { account }: AnswerFileOptions, { password }: RevealedSecrets): void {
  const logon = descend(component(root, 'oobeSystem', 'Microsoft-Windows-Shell-Setup'), 'AutoLogon');
  fillTexts(logon, { Enabled: true, LogonCount: 1, Username: account.name });
  fillPassword(descend(logon, 'Password'), password);
}

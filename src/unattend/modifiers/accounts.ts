import type { AnswerElement } from '../answer-document.ts';
import { addItem, childrenOf, component, descend, fillTexts, textOf } from '../answer-document.ts';
import type { AnswerFileOptions } from '../answer-file-options.ts';
import type { RevealedSecrets } from '../reveal-secrets.ts';

/**
 * The one local administrator, who logs on by himself exactly once: Windows adds one to `LogonCount`, and the
 * first-logon script sets what is left to zero (docs: microsoft-windows-shell-setup-autologon-logoncount).
 * A skeleton that has `AdministratorPassword` gets the same password there.
 */
export function accounts(root: AnswerElement, { account }: AnswerFileOptions, { password }: RevealedSecrets): void {
  const shell = component(root, 'oobeSystem', 'Microsoft-Windows-Shell-Setup');
  const userAccounts = descend(shell, 'UserAccounts');
  for (const element of childrenOf(userAccounts, 'AdministratorPassword')) setPassword(element, password);

  const local =
    accountIn(userAccounts, account.name) ?? addItem(descend(userAccounts, 'LocalAccounts'), 'LocalAccount');
  // In every language Setup knows the group by this name.
  fillTexts(local, { Name: account.name, DisplayName: account.displayName, Group: 'Administrators' });
  setPassword(descend(local, 'Password'), password);

  const autoLogon = descend(shell, 'AutoLogon');
  fillTexts(autoLogon, { Enabled: true, LogonCount: 1, Username: account.name });
  setPassword(descend(autoLogon, 'Password'), password);
}

function accountIn(userAccounts: AnswerElement, name: string): AnswerElement | undefined {
  const given = childrenOf(descend(userAccounts, 'LocalAccounts'), 'LocalAccount');
  return given.find((item) => textOf(descend(item, 'Name')).toLowerCase() === name.toLowerCase());
}

function setPassword(element: AnswerElement, password: string): void {
  fillTexts(element, { Value: password, PlainText: true });
}

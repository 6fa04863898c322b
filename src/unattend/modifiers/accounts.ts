import type { AnswerElement } from '../answer-document.ts';
import { addItem, childrenOf, component, descend, setTexts } from '../answer-document.ts';
import type { AnswerFileOptions } from '../answer-file-options.ts';

/**
 * The one local administrator, who logs on by himself exactly once: Windows adds one to `LogonCount`, and the
 * first-logon script sets what is left to zero (docs: microsoft-windows-shell-setup-autologon-logoncount).
 * A skeleton that has `AdministratorPassword` gets the same password there.
 */
export function accounts(root: AnswerElement, { account }: AnswerFileOptions, password: string): void {
  const shell = component(root, 'oobeSystem', 'Microsoft-Windows-Shell-Setup');
  const userAccounts = descend(shell, 'UserAccounts');
  for (const element of childrenOf(userAccounts, 'AdministratorPassword')) setPassword(element, password);

  const local = addItem(userAccounts, 'LocalAccounts', 'LocalAccount');
  setTexts(local, { Name: account.name, DisplayName: account.displayName, Group: 'Administrators' });
  setPassword(descend(local, 'Password'), password);

  const autoLogon = descend(shell, 'AutoLogon');
  setTexts(autoLogon, { Enabled: true, LogonCount: 1, Username: account.name });
  setPassword(descend(autoLogon, 'Password'), password);
}

function setPassword(element: AnswerElement, password: string): void {
  setTexts(element, { Value: password, PlainText: true });
}

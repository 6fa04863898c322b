import type { AnswerElement } from '../answer-document.ts';
import { addItem, childrenOf, component, descend, fillTexts, textOf } from '../answer-document.ts';
import type { AnswerFileOptions } from '../answer-file-options.ts';
import type { RevealedSecrets } from '../reveal-secrets.ts';

/**
 * The one local administrator. Server asks for the password of its own Administrator too, so that gets the same;
 * elsewhere only a template that has the element does.
 */
export function accounts(
  root: AnswerElement,
  { account, skeleton }: AnswerFileOptions,
  { password }: RevealedSecrets,
): void {
  const userAccounts = descend(component(root, 'oobeSystem', 'Microsoft-Windows-Shell-Setup'), 'UserAccounts');
  if (skeleton === 'server') descend(userAccounts, 'AdministratorPassword');
  for (const element of childrenOf(userAccounts, 'AdministratorPassword')) fillPassword(element, password);

  const local =
    accountIn(userAccounts, account.name) ?? addItem(descend(userAccounts, 'LocalAccounts'), 'LocalAccount');
  // In every language Setup knows the group by this name.
  fillTexts(local, { Name: account.name, DisplayName: account.displayName, Group: 'Administrators' });
  fillPassword(descend(local, 'Password'), password);
}

function accountIn(userAccounts: AnswerElement, name: string): AnswerElement | undefined {
  const given = childrenOf(descend(userAccounts, 'LocalAccounts'), 'LocalAccount');
  return given.find((item) => textOf(descend(item, 'Name')).toLowerCase() === name.toLowerCase());
}

/** Gives a password element its value, in plain text. */
export function fillPassword(element: AnswerElement, password: string): void {
  fillTexts(element, { Value: password, PlainText: true });
}

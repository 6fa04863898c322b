import { components, elements, elementsAt, textAt } from '../answer-tree.ts';
import type { XmlElement } from '../read-xml.ts';
import { placeholder } from './placeholder.ts';
import type { AnswerFile, AnswerFinding, Rule } from './rule.ts';
import { findingAt } from './rule.ts';

const id = 'GP-ANSWER-PASSWORD';
// docs: MicrosoftDocs/windows-itpro-docs, maximum password length.
const longestPassword = 127;
const passwordNames = ['Password', 'AdministratorPassword', 'OfflineAdministratorPassword'];

/** Passwords that Windows can read, that fit together, and that are there when Windows would ask. */
export const passwords: Rule = (file) => [
  ...file.all.filter(({ name }) => passwordNames.includes(name)).flatMap(checkEncoding),
  ...components(file.root, 'oobeSystem', 'Microsoft-Windows-Shell-Setup').flatMap((shell) => [
    ...checkServer(shell, file),
    ...checkAutoLogon(shell),
  ]),
];

/** The text of a password element, empty when there is none; undefined when it cannot be read. */
function passwordOf(element: XmlElement | undefined): string | undefined {
  const value = textAt(element, 'Value') ?? '';
  if (!element || value === '') return '';
  return isPlain(element) ? value : decoded(value, element.name);
}

function isPlain(element: XmlElement): boolean {
  return !/^(false|0)$/i.test(textAt(element, 'PlainText') ?? 'true');
}

// Setup's own encoding: base64 of the UTF-16LE of password and element name.
function decoded(value: string, name: string): string | undefined {
  const text = Buffer.from(value, 'base64').toString('utf16le');
  return text.endsWith(name) ? text.slice(0, -name.length) : undefined;
}

function checkEncoding(element: XmlElement): readonly AnswerFinding[] {
  const value = textAt(element, 'Value') ?? '';
  if (value === '' || placeholder.test(value)) return [];
  const why = 'Windows sets another password than the one that is meant, and nobody can log on';
  if (elements(element, 'PlainText').length === 0) {
    const words = { found: `${element.name} does not say whether it is PlainText`, why, remedy: 'Add PlainText' };
    return [findingAt(element, id, words, 'warning')];
  }
  if ((passwordOf(element) ?? '').length > longestPassword) {
    const found = `${element.name} is longer than ${longestPassword} characters`;
    return [findingAt(element, id, { found, why: 'Windows does not take it', remedy: 'Shorten it' })];
  }
  if (passwordOf(element) !== undefined) return [];
  const found = `PlainText is false, and the value is no encoded ${element.name}`;
  const remedy = `Encode the UTF-16LE of the password followed by ${element.name} as base64, or say PlainText true`;
  return [findingAt(element, id, { found, why, remedy })];
}

function checkServer(shell: XmlElement, { root, target, choices }: AnswerFile): readonly AnswerFinding[] {
  const isServer = target.release
    ? target.release.kind === 'server'
    : choices.slice(0, 8).some(({ value }) => /^Windows Server \d{4}/i.test(value));
  const isResealed = components(root, 'oobeSystem', 'Microsoft-Windows-Deployment').some(
    (deployment) => textAt(deployment, 'Reseal/Mode')?.toLowerCase() === 'audit',
  );
  const value = textAt(shell, 'UserAccounts/AdministratorPassword/Value');
  if (!isServer || isResealed || value) return [];
  const words = {
    found:
      value === undefined ? 'Server gets no AdministratorPassword' : 'The AdministratorPassword of Server is empty',
    why: 'Server asks a person for it at its first start, whatever other accounts there are',
    remedy: 'Add UserAccounts/AdministratorPassword with Value and PlainText',
  };
  // Files with an empty one are known to install.
  return [findingAt(shell, id, words, value === undefined ? 'error' : 'warning')];
}

function checkAutoLogon(shell: XmlElement): readonly AnswerFinding[] {
  const [logon] = elements(shell, 'AutoLogon');
  const user = textAt(logon, 'Username')?.toLowerCase();
  if (!logon || !user || !/^(true|1)$/i.test(textAt(logon, 'Enabled') ?? '') || textAt(logon, 'Domain')) return [];
  const accounts = elementsAt(shell, 'UserAccounts/LocalAccounts/LocalAccount');
  const account = accounts.find((item) => textAt(item, 'Name')?.toLowerCase() === user);
  const administrator =
    user === 'administrator' ? elementsAt(shell, 'UserAccounts/AdministratorPassword')[0] : undefined;
  if (!account && user !== 'administrator') {
    const found = `AutoLogon names ${textAt(logon, 'Username')}, an account that the file does not make`;
    const remedy = 'Name one of LocalAccounts, or Administrator';
    const why = 'Windows stops at its logon screen unless the image has the account already';
    return [findingAt(logon, id, { found, why, remedy }, 'warning')];
  }
  const [own, given] = [
    passwordOf(account ? elements(account, 'Password')[0] : administrator),
    passwordOf(elements(logon, 'Password')[0]),
  ];
  if (own === undefined || given === undefined || own === given) return [];
  return [
    findingAt(logon, id, {
      found: `AutoLogon has another password than the account ${textAt(logon, 'Username')}`,
      why: 'Windows stops at its logon screen, and no first-logon command runs',
      remedy: 'Give both the same password',
    }),
  ];
}

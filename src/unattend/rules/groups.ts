import { componentOf } from '../answer-tree.ts';
import { commandsOf } from '../commands-of.ts';
import type { XmlElement } from '../read-xml.ts';
import type { AnswerFinding, Rule } from './rule.ts';
import { findingAt } from './rule.ts';

// Setup maps the English names in LocalAccount/Group in every language; a translated one works in its language only.
const translated =
  /^(administrat(?!ors$)\p{L}+|administrador(es)?|amministratori|järjestelmänvalvojat|benutzer|utilisateurs|usuarios|usuários|utenti|gebruikers|администраторы|пользователи)$/iu;
const builtIn = '(?:Administrators|Users|Guests|Everyone|Power Users|Remote Desktop Users|Authenticated Users)';
const inCommands = [
  new RegExp(`\\bnet1?(?:\\.exe)?\\s+localgroup\\s+["']?${builtIn}\\b`, 'i'),
  new RegExp(`-LocalGroupMember\\b.*["'\\s]${builtIn}\\b`, 'i'),
  new RegExp(`\\bicacls(?:\\.exe)?\\b.*["'\\s/]${builtIn}:`, 'i'),
];
const resource = /^@[\w.%\\ ]+,-\d+$/;
const firewall = [/\bgroup\s*=\s*\\?["'](?!@)/i, /-DisplayGroup\b/i];

/** Groups by names that exist in one language only: SIDs and resource names work in all of them. */
export const groups: Rule = ({ all }) => [
  ...all.filter(({ name }) => name === 'Group').flatMap(checkElement),
  ...commandsOf(all).flatMap(({ element, text }) => [
    ...(inCommands.some((form) => form.test(text)) ? [account(element)] : []),
    ...(firewall.some((form) => form.test(text)) && /firewall/i.test(text) ? [firewallGroup(element)] : []),
  ]),
];

function checkElement(element: XmlElement): readonly AnswerFinding[] {
  const text = element.text.trim();
  if (componentOf(element) === 'Networking-MPSSVC-Svc') {
    return resource.test(text) ? [] : [firewallGroup(element)];
  }
  return translated.test(text) ? [account(element)] : [];
}

function account(element: XmlElement): AnswerFinding {
  const words = {
    found: 'It names a group of Windows in one language',
    why: 'On media in another language there is no such group, and the command fails',
    remedy: 'Take its SID, such as S-1-5-32-544 for Administrators; in LocalAccount/Group write Administrators',
  };
  return findingAt(element, 'GP-ANSWER-GROUP', words, 'warning');
}

function firewallGroup(element: XmlElement): AnswerFinding {
  const words = {
    found: 'It does not name a group of firewall rules by its resource',
    why: 'Its displayed name differs between languages: on other media there is no such group, and the port stays closed',
    remedy: 'Take its resource name, such as @FirewallAPI.dll,-28752 for Remote Desktop',
  };
  return findingAt(element, 'GP-ANSWER-GROUP', words, 'warning');
}

import { windowsAccounts } from '../../base/windows-accounts.ts';
import { components, elements, elementsAt } from '../answer-tree.ts';
import type { XmlElement } from '../read-xml.ts';
import { placeholder } from './placeholder.ts';
import type { AnswerFinding, Rule } from './rule.ts';
import { findingAt } from './rule.ts';

const shell = 'Microsoft-Windows-Shell-Setup';
// docs: MicrosoftDocs/windows-itpro-docs, local accounts.
const forbidden = /["/\\[\]:;|=,+*?<>@]/;

/** Names of the computer and of its accounts that Windows takes. */
export const names: Rule = ({ root }) => {
  const computers = components(root, 'specialize', shell).flatMap((component) => elements(component, 'ComputerName'));
  const taken = new Set(computers.map((element) => nameIn(element).toLowerCase()));
  const lists = ['oobeSystem', 'auditSystem']
    .flatMap((pass) => components(root, pass, shell))
    .map((component) => elementsAt(component, 'UserAccounts/LocalAccounts/LocalAccount/Name'));
  return [
    ...computers.flatMap((element) => problemAt(element, computerProblem(nameIn(element)))),
    ...lists.flatMap((accounts) =>
      repeated(accounts).flatMap((name) => problemAt(name, 'Two accounts have this name')),
    ),
    ...lists.flat().flatMap((element) => problemAt(element, accountProblem(nameIn(element), taken))),
  ];
};

function nameIn(element: XmlElement): string {
  return element.text.trim();
}

function problemAt(element: XmlElement, found: string | undefined): readonly AnswerFinding[] {
  if (found === undefined || placeholder.test(nameIn(element))) return [];
  const why = 'Windows refuses the name, and Setup stops in the pass that sets it';
  return [findingAt(element, 'GP-ANSWER-NAME', { found, why, remedy: 'Take letters, digits and hyphens' })];
}

function computerProblem(name: string): string | undefined {
  // `*`, also behind letters, lets Setup make one up; a name that is too long is found by its length.
  if (name === '' || /^\*$|^[A-Za-z0-9-]+-?\*$/.test(name)) return undefined;
  if (/^\d+$/.test(name)) return 'The computer name has digits only';
  return /[^\p{L}\p{N}_-]/u.test(name) ? 'The computer name holds a character that names cannot have' : undefined;
}

function accountProblem(name: string, taken: ReadonlySet<string>): string | undefined {
  if (name.length > 20) return `The account name has ${name.length} characters, 20 are possible`;
  if (windowsAccounts.has(name.toLowerCase())) return `Windows has an account ${name} of its own`;
  if (forbidden.test(name) || /^[. ]*$/.test(name)) return 'The account name holds a character that names cannot have';
  return taken.has(name.toLowerCase()) ? 'The account has the name of the computer' : undefined;
}

function repeated(accounts: readonly XmlElement[]): readonly XmlElement[] {
  const seen = new Set<string>();
  return accounts.filter((element) => seen.size === seen.add(nameIn(element).toLowerCase()).size);
}

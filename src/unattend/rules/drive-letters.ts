import { passOf } from '../answer-tree.ts';
import type { XmlElement } from '../read-xml.ts';
import type { AnswerFinding, Rule } from './rule.ts';
import { findingAt } from './rule.ts';

// A letter and a colon that start a path: not `HKLM:`, `/v:on`, `%i:`, `$d:` or the `]::` of a .NET call.
const letter = /(?<![\w%$!/.{-])([A-Za-z]):(?=[\\/"'`\s)\];&|>,]|$)/g;
// A list of letters is a search: `D: E: F:`, `'D:\','E:\'`.
const searchList = /(?:["'(]?\b[A-Za-z]:\\?["')]?[\s,]+)+["']?\b[A-Za-z]:\\?["')]?(?=[\s,)]|$)/g;
// What is longer is found by its length, and is not looked into any further.
const longest = 4096;
const places = new Set(['Path', 'CommandLine']);

/** Letters of removable media differ from boot to boot; only C: (Windows) and X: (Windows PE) are certain. */
export const driveLetters: Rule = ({ all, target }) =>
  all.filter(({ name }) => places.has(name)).flatMap((element) => checkLetters(element, target.isForBuild ?? false));

function checkLetters(element: XmlElement, isForBuild: boolean): readonly AnswerFinding[] {
  // Floppies are A: and B: always, but goldpane's machine has none.
  const certain = `C${passOf(element) === 'windowsPE' ? 'X' : ''}${isForBuild ? '' : 'AB'}`;
  const text = element.text.slice(0, longest).replaceAll(searchList, ' ');
  const found = [...text.matchAll(letter)].map(([, name = '']) => name.toUpperCase());
  const letters = [...new Set(found)].filter((name) => !certain.includes(name));
  if (letters.length === 0) return [];
  const words = {
    found: `It names the drive ${letters.map((name) => `${name}:`).join(' and ')}`,
    why: 'Windows hands drive letters out anew at each boot, in the order in which it finds volumes',
    remedy: 'Search for the volume by its label, or for a file that only it has',
  };
  return [findingAt(element, 'GP-ANSWER-LETTER', words, isForBuild ? 'error' : 'warning')];
}

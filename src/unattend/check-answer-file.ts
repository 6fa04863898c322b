import type { Finding } from '../base/findings.ts';
import type { XmlElement } from './read-xml.ts';
import { readXml, XmlProblem } from './read-xml.ts';
import { commands } from './rules/commands.ts';
import { diskLayout } from './rules/disk-layout.ts';
import { driveLetters } from './rules/drive-letters.ts';
import { envelope } from './rules/envelope.ts';
import { orders } from './rules/orders.ts';
import type { Rule } from './rules/rule.ts';

const rules: readonly Rule[] = [envelope, commands, diskLayout, orders, driveLetters];

/** Every problem of a rendered answer file, before a guest sees it. An empty list means that nothing was found. */
export function checkAnswerFile(text: string): readonly Finding[] {
  const bytes = checkCharacters(text);
  let root: XmlElement;
  try {
    root = readXml(text);
  } catch (error) {
    if (!(error instanceof XmlProblem)) throw error;
    return [...bytes, notWellFormed(error)];
  }
  return [...bytes, ...rules.flatMap((rule) => rule(root))];
}

function checkCharacters(text: string): readonly Finding[] {
  const at = text.search(/[^\t\r\n\x20-\x7e]/);
  if (at < 0) return [];
  const line = text.slice(0, at).split('\n').length;
  const isMark = at === 0 && text.codePointAt(0) === 0xfeff;
  const code = text.codePointAt(at)?.toString(16).padStart(4, '0').toUpperCase();
  return [
    {
      id: 'GP-ANSWER-FILE',
      severity: 'error',
      where: `line ${line}`,
      found: isMark ? 'The file starts with a byte-order mark' : `The file holds U+${code}, which is not ASCII`,
      why: isMark ? 'Setup of 24H2 and later ignores such a file' : 'Setup reads ASCII reliably and nothing else',
      remedy: isMark ? 'Save it without a byte-order mark' : `Write it as &#x${code};`,
    },
  ];
}

function notWellFormed(problem: XmlProblem): Finding {
  return {
    id: 'GP-ANSWER-FILE',
    severity: 'error',
    where: `line ${problem.line}`,
    found: `The file is not well-formed XML: ${problem.message}`,
    why: 'Setup passes over it without a word and asks a person',
    remedy: 'Correct that line',
  };
}

import { type AnswerFileTarget, chosenEditions, imageChoices } from './answer-file-target.ts';
import { allElements } from './answer-tree.ts';
import type { DecodedText } from './decode-answer-file.ts';
import { decodeAnswerFile } from './decode-answer-file.ts';
import { readAnswerRoot } from './read-answer-xml.ts';
import type { XmlElement } from './read-xml.ts';
import { XmlProblem } from './read-xml.ts';
import { activation } from './rules/activation.ts';
import { build } from './rules/build.ts';
import { commands } from './rules/commands.ts';
import { diskLayout } from './rules/disk-layout.ts';
import { driveLetters } from './rules/drive-letters.ts';
import { checkEncoding } from './rules/encoding.ts';
import { envelope } from './rules/envelope.ts';
import { groups } from './rules/groups.ts';
import { image } from './rules/image.ts';
import { language } from './rules/language.ts';
import { lists } from './rules/lists.ts';
import { names } from './rules/names.ts';
import { network } from './rules/network.ts';
import { pages } from './rules/pages.ts';
import { passwords } from './rules/passwords.ts';
import { productKey } from './rules/product-key.ts';
import type { AnswerFinding, Rule } from './rules/rule.ts';
import { settings } from './rules/settings.ts';
import { values } from './rules/values.ts';

const rules: readonly Rule[] = [
  envelope,
  settings,
  values,
  lists,
  diskLayout,
  image,
  productKey,
  activation,
  language,
  names,
  passwords,
  pages,
  commands,
  driveLetters,
  groups,
  network,
  build,
];

/**
 * Every problem of an answer file, by line. An empty list means that nothing was found. A file that is no answer file
 * at all gives one finding, `GP-ANSWER-UNREADABLE`. Takes bytes as they are on disk, or a text.
 */
export function checkAnswerFile(source: Uint8Array | string, target: AnswerFileTarget = {}): readonly AnswerFinding[] {
  let file: Pick<DecodedText, 'text'> & Partial<DecodedText>;
  let root: XmlElement;
  try {
    file = typeof source === 'string' ? { text: source } : decodeAnswerFile(source);
    root = readAnswerRoot(file.text);
  } catch (error) {
    if (!(error instanceof XmlProblem)) throw error;
    return [unreadable(error)];
  }
  const choices = imageChoices(root);
  const answerFile = { root, all: allElements(root), target, choices, editions: chosenEditions(choices, target) };
  const findings = [...checkEncoding(file, target), ...rules.flatMap((rule) => rule(answerFile))];
  return findings.sort((a, b) => a.line - b.line);
}

function unreadable({ message, line }: XmlProblem): AnswerFinding {
  return {
    id: 'GP-ANSWER-UNREADABLE',
    severity: 'error',
    where: `line ${line}`,
    found: `The file cannot be read as an answer file: ${message}`,
    why: 'Setup passes over it without a word and asks a person',
    remedy: 'Correct that line',
    line,
    path: '',
  };
}

import { GoldpaneError } from '../base/errors.ts';
import type { AnswerSource } from './answer-file-options.ts';
import type { XmlElement } from './read-xml.ts';
import { readXml, XmlProblem } from './read-xml.ts';

const unattendNamespace = 'urn:schemas-microsoft-com:unattend';

/** Reads an answer file strictly. Throws `XmlProblem`. */
export function readAnswerRoot(text: string): XmlElement {
  const root = readXml(text);
  if (root.name === 'unattend' && root.attributes.get('xmlns') === unattendNamespace) return root;
  throw new XmlProblem(`its root is not <unattend xmlns="${unattendNamespace}">`, root.line);
}

/** Reads a file that a recipe brings. Throws `GP-ANSWER-UNREADABLE`. */
export function readAnswerXml({ name, text }: AnswerSource): XmlElement {
  try {
    return readAnswerRoot(text);
  } catch (cause) {
    throw cause instanceof XmlProblem ? unusable(name, cause) : cause;
  }
}

function unusable(name: string, cause: XmlProblem): GoldpaneError {
  const message = `${name} line ${cause.line} cannot be used: ${cause.message}`;
  const hint = `Correct the line; a fragment, too, has <unattend xmlns="${unattendNamespace}"> around it`;
  return new GoldpaneError('GP-ANSWER-UNREADABLE', message, { hint, cause });
}

import type { Finding, Severity } from '../../base/findings.ts';
import { describePlace } from '../answer-tree.ts';
import type { XmlElement } from '../read-xml.ts';

/** A rule looks at a whole answer file and tells what is wrong. */
export type Rule = (root: XmlElement) => readonly Finding[];

type Words = { readonly found: string; readonly why: string; readonly remedy: string };

/** A finding about one element. */
export function findingAt(element: XmlElement, words: Words, severity: Severity = 'error'): Finding {
  return { id: 'GP-ANSWER-FILE', severity, where: describePlace(element), ...words };
}

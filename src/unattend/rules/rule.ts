import type { ErrorCode } from '../../base/error-codes.ts';
import type { Finding, Severity } from '../../base/findings.ts';
import type { AnswerFileTarget, ImageChoice, TargetEdition } from '../answer-file-target.ts';
import { describePath } from '../answer-tree.ts';
import type { XmlElement } from '../read-xml.ts';

/** Id of a rule: each has its own code. */
export type RuleId = Extract<ErrorCode, `GP-ANSWER-${string}`>;

/** A finding in an answer file. `where` says line and path for people. */
export type AnswerFinding = Finding & {
  readonly id: RuleId;
  /** 1-based. */
  readonly line: number;
  /** Pass, component and setting: `windowsPE/Microsoft-Windows-Setup/DiskConfiguration/Disk`. */
  readonly path: string;
};

/** A well-formed answer file and what it is for. */
export type AnswerFile = {
  readonly root: XmlElement;
  /** `root` and everything below it, in document order. */
  readonly all: readonly XmlElement[];
  readonly target: AnswerFileTarget;
  /** How it picks its image, and the editions of the target that it can mean. */
  readonly choices: readonly ImageChoice[];
  readonly editions: readonly TargetEdition[];
};

/** A rule looks at a whole answer file and tells what is wrong. */
export type Rule = (file: AnswerFile) => readonly AnswerFinding[];

/** What a finding says, each as a sentence without a full stop. */
export type Words = { readonly found: string; readonly why: string; readonly remedy: string };

/** A finding about one element. */
export function findingAt(element: XmlElement, id: RuleId, words: Words, severity: Severity = 'error'): AnswerFinding {
  const { line } = element;
  const path = describePath(element);
  return { id, severity, where: `line ${line}: ${path}`, ...words, line, path };
}

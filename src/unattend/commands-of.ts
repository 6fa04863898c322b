import { passOf } from './answer-tree.ts';
import type { XmlElement } from './read-xml.ts';

/** A command line of an answer file. */
export type AnswerCommand = {
  /** The element that holds its text. */
  readonly element: XmlElement;
  readonly pass: string;
  readonly text: string;
  /** `FirstLogonCommands`, `RunSynchronous`, … */
  readonly list: string;
};

// docs: microsoft-windows-setup-runsynchronous, -deployment-runsynchronous, -shell-setup-firstlogoncommands.
const commandPaths: Readonly<Record<string, string>> = {
  RunSynchronousCommand: 'Path',
  RunAsynchronousCommand: 'Path',
  SynchronousCommand: 'CommandLine',
  AsynchronousCommand: 'CommandLine',
};

// What is longer is found by its length, and is not looked into any further.
const longest = 4096;

/** Every command among `all` elements, in document order. */
export function commandsOf(all: readonly XmlElement[]): readonly AnswerCommand[] {
  return all.flatMap((element) => {
    if (!element.parent || commandPaths[element.parent.name] !== element.name) return [];
    const list = element.parent.parent?.name ?? '';
    return [{ element, pass: passOf(element) ?? '', text: element.text.slice(0, longest).trim(), list }];
  });
}

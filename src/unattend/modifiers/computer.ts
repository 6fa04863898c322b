import type { AnswerElement } from '../answer-document.ts';
import { component, fillTexts } from '../answer-document.ts';
import type { AnswerFileOptions } from '../answer-file-options.ts';

/** Computer name and time zone. */
export function computer(root: AnswerElement, options: AnswerFileOptions): void {
  fillTexts(component(root, 'specialize', 'Microsoft-Windows-Shell-Setup'), {
    ComputerName: options.hostname,
    TimeZone: options.timezone,
  });
}

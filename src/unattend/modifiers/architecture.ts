import type { AnswerElement } from '../answer-document.ts';
import { descendantsOf, nameOf } from '../answer-document.ts';
import type { AnswerFileOptions } from '../answer-file-options.ts';

/** Names the image's architecture on every component: Setup passes over the others without a word. */
export function architecture(root: AnswerElement, options: AnswerFileOptions): void {
  for (const element of descendantsOf(root)) {
    if (nameOf(element) === 'component') element.att('processorArchitecture', options.architecture);
  }
}

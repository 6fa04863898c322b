import type { AnswerElement } from '../answer-document.ts';
import { component, fillTexts } from '../answer-document.ts';
import type { AnswerFileOptions } from '../answer-file-options.ts';
import { localeSettings } from './international.ts';

/** Language and keyboard of Setup itself, which asks unless its language is that of its medium. */
export function setupLanguage(root: AnswerElement, options: AnswerFileOptions): void {
  fillTexts(component(root, 'windowsPE', 'Microsoft-Windows-International-Core-WinPE'), {
    'SetupUILanguage/UILanguage': options.mediaLanguage,
    ...localeSettings(options),
  });
}

import type { AnswerElement } from '../answer-document.ts';
import { component, fillTexts } from '../answer-document.ts';
import type { AnswerFileOptions } from '../answer-file-options.ts';

/** Language and keyboard of Setup and of the installed system. */
export function international(root: AnswerElement, options: AnswerFileOptions): void {
  const settings = {
    InputLocale: options.keyboard,
    SystemLocale: options.language,
    UILanguage: options.mediaLanguage,
    UserLocale: options.language,
  };
  fillTexts(component(root, 'windowsPE', 'Microsoft-Windows-International-Core-WinPE'), {
    'SetupUILanguage/UILanguage': options.mediaLanguage,
    ...settings,
  });
  fillTexts(component(root, 'oobeSystem', 'Microsoft-Windows-International-Core'), settings);
}

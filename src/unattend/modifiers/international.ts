import type { AnswerElement } from '../answer-document.ts';
import { component, setText, setTexts } from '../answer-document.ts';
import type { AnswerFileOptions } from '../answer-file-options.ts';

/** Language and keyboard of Setup and of the installed system. */
export function international(root: AnswerElement, options: AnswerFileOptions): void {
  const settings = {
    InputLocale: options.keyboard,
    SystemLocale: options.language,
    UILanguage: options.mediaLanguage,
    UserLocale: options.language,
  };
  const setup = component(root, 'windowsPE', 'Microsoft-Windows-International-Core-WinPE');
  setText(setup, 'SetupUILanguage/UILanguage', options.mediaLanguage);
  setTexts(setup, settings);
  setTexts(component(root, 'oobeSystem', 'Microsoft-Windows-International-Core'), settings);
}

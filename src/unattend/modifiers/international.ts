import type { AnswerElement } from '../answer-document.ts';
import { component, fillTexts } from '../answer-document.ts';
import type { AnswerFileOptions } from '../answer-file-options.ts';

type LanguageOptions = Pick<AnswerFileOptions, 'keyboard' | 'language' | 'mediaLanguage'>;

/** Language and keyboard of the installed system. */
export function international(root: AnswerElement, options: AnswerFileOptions): void {
  fillTexts(component(root, 'oobeSystem', 'Microsoft-Windows-International-Core'), localeSettings(options));
}

/** The four settings that Setup and the installed system both have. */
export function localeSettings({ keyboard, language, mediaLanguage }: LanguageOptions) {
  return { InputLocale: keyboard, SystemLocale: language, UILanguage: mediaLanguage, UserLocale: language };
}

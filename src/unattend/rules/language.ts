import { components, elementsAt } from '../answer-tree.ts';
import { placeholder } from './placeholder.ts';
import type { Rule } from './rule.ts';
import { findingAt } from './rule.ts';

const id = 'GP-ANSWER-LANGUAGE';
const name = 'Microsoft-Windows-International-Core-WinPE';

/** Setup's own language: that of the medium's boot image, or Setup asks. */
export const language: Rule = ({ root, target }) => {
  const setup = components(root, 'windowsPE', 'Microsoft-Windows-Setup')[0];
  const given = components(root, 'windowsPE', name).flatMap((component) => [
    ...elementsAt(component, 'SetupUILanguage/UILanguage'),
    ...elementsAt(component, 'UILanguage'),
  ]);
  const languages = target.languages ?? [];
  const wrong = given.filter(
    ({ text }) => languages.length > 0 && !placeholder.test(text) && !includes(languages, text.trim()),
  );
  return [
    ...wrong.map((element) =>
      findingAt(
        element,
        id,
        {
          found: `Setup is to speak ${element.text.trim() || 'no language'}, and the ${target.isOneMedium ? 'medium speaks' : "catalogue's media speak"} ${languages.join(' or ')}`,
          why: 'Setup shows its language page and waits when the language is not that of its boot image',
          remedy: `Say ${languages[0]}; formats and keyboards are set by UserLocale and InputLocale`,
        },
        target.isOneMedium ? 'error' : 'warning',
      ),
    ),
    ...(setup && given.length === 0 && elementsAt(setup, 'ImageInstall').length > 0
      ? [
          findingAt(setup, id, {
            found: `Nothing says Setup's language: ${name} has no UILanguage`,
            why: 'Setup shows its language page and waits',
            remedy: `Add ${name} with SetupUILanguage/UILanguage and UILanguage to the pass windowsPE`,
          }),
        ]
      : []),
  ];
};

function includes(languages: readonly string[], text: string): boolean {
  return languages.some((known) => known.toLowerCase() === text.toLowerCase());
}

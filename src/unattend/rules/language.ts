import { components, elementsAt } from '../answer-tree.ts';
import type { XmlElement } from '../read-xml.ts';
import { placeholder } from './placeholder.ts';
import type { AnswerFinding, Rule } from './rule.ts';
import { findingAt } from './rule.ts';

const id = 'GP-ANSWER-LANGUAGE';
const name = 'Microsoft-Windows-International-Core-WinPE';

/** Setup's own language: that of the medium's boot image, or Setup asks. */
export const language: Rule = ({ root, target }) => {
  const setup = components(root, 'windowsPE', 'Microsoft-Windows-Setup')[0];
  const own = ['SetupUILanguage/UILanguage', 'UILanguage'].map((path) =>
    components(root, 'windowsPE', name).flatMap((component) => elementsAt(component, path)),
  );
  const given = own.flat();
  const isHalf = given.length > 0 && own.some((each) => each.length === 0);
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
    ...(isHalf ? given.slice(0, 1).map(half) : []),
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

function half(element: XmlElement): AnswerFinding {
  const words = {
    found: 'Only one of SetupUILanguage/UILanguage and UILanguage is given',
    why: 'Setup shows its language page when it misses either',
    remedy: 'Give both the language of the medium',
  };
  return findingAt(element, id, words, 'warning');
}

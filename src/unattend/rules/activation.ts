import { evaluationOf } from '../answer-file-target.ts';
import { components, elements, elementsAt } from '../answer-tree.ts';
import type { XmlElement } from '../read-xml.ts';
import type { Rule } from './rule.ts';
import { findingAt } from './rule.ts';

/** Evaluation editions must activate over the Internet within days: nothing may keep them from it. */
export const activation: Rule = ({ root, editions }) => {
  const evaluation = evaluationOf(editions);
  // Without a key, media that can be either are most likely those of an evaluation.
  const severity = evaluation === 'yes' ? 'error' : 'warning';
  if (evaluation === 'no' || (evaluation === 'maybe' && hasKey(root))) return [];
  return ['generalize', 'specialize', 'auditSystem', 'oobeSystem']
    .flatMap((pass) => components(root, pass, 'Microsoft-Windows-Security-SPP-UX'))
    .flatMap((component) => elements(component, 'SkipAutoActivation'))
    .filter(({ text }) => /^(true|1)$/i.test(text.trim()))
    .map((element) =>
      findingAt(
        element,
        'GP-ANSWER-ACTIVATION',
        {
          found: 'SkipAutoActivation is true for an evaluation edition',
          why: 'Without activation Server shuts itself down after 10 days, and clients after an hour',
          remedy: 'Remove the setting',
        },
        severity,
      ),
    );
};

function hasKey(root: XmlElement): boolean {
  return [
    ...components(root, 'windowsPE', 'Microsoft-Windows-Setup').flatMap((setup) =>
      elementsAt(setup, 'UserData/ProductKey/Key'),
    ),
    ...components(root, 'specialize', 'Microsoft-Windows-Shell-Setup').flatMap((shell) =>
      elements(shell, 'ProductKey'),
    ),
  ].some(({ text }) => text.trim() !== '');
}

import { checkRecipe } from '../../api.ts';
import type { Action } from '../command-spec.ts';
import { countFindings, requireNoFindings } from '../findings.ts';
import { findingLines } from '../print-error.ts';
import { formatFacts } from '../render/format.ts';

/** `check recipe`: the recipe, its pins, its answer file, and its media as far as they are here. */
export const checkRecipeAction: Action = async ([name = ''], context) => {
  const { allowPath, failOn = 'error', json } = context.options;
  const store = (await context.settings()).store.value;
  const checked = await checkRecipe(name, { allowPaths: allowPath, store, signal: context.signal });
  const { recipe, release, edition, findings, notHere } = checked;
  if (json) context.jsonLine({ kind: 'recipe.checked', ...checked });
  else {
    const facts = formatFacts([
      ['recipe', recipe],
      ['release', `${release}, ${edition}`],
      ['found', countFindings(findings)],
      ...(notHere.length === 0 ? [] : [['not here', `${notHere.join(', ')}: not looked into`] as const]),
    ]);
    context.result(checked, () => [facts, ...findings.flatMap(findingLines)].join('\n'));
  }
  requireNoFindings(`The recipe ${recipe}`, findings, failOn);
};

import { checkRecipe, GoldpaneError } from '../../api.ts';
import type { Action } from '../command-spec.ts';
import { countFindings, requireNoFindings } from '../findings.ts';
import { findingLines } from '../print-error.ts';
import { formatFacts } from '../render/format.ts';

/** `check recipe`: the recipe, its pins, its answer file, its media as far as they are here, and this host. */
export const checkRecipeAction: Action = async ([name = ''], context) => {
  const { allowPath, failOn = 'error', json } = context.options;
  const store = (await context.settings()).store.value;
  const checked = await checkRecipe(name, { allowPaths: allowPath, store, signal: context.signal });
  const { recipe, release, edition, findings, host, notHere } = checked;
  if (json) context.jsonLine({ kind: 'recipe.checked', ...checked });
  else {
    const facts = formatFacts([
      ['recipe', recipe],
      ['release', `${release}, ${edition}`],
      ['found', countFindings(findings)],
      ['this host', host.length === 0 ? 'fit, as far as is known' : countFindings(host)],
      ...(notHere.length === 0 ? [] : [['not here', `${notHere.join(', ')}: not looked into`] as const]),
    ]);
    context.result(checked, () => [facts, ...[...findings, ...host].flatMap(findingLines)].join('\n'));
  }
  requireNoFindings(`The recipe ${recipe}`, findings, failOn);
  const unfit = host.filter(({ severity }) => severity === 'error');
  if (unfit.length > 0) {
    throw new GoldpaneError('GP-HOST-UNFIT', `This host is not fit for recipe ${recipe}: ${countFindings(unfit)}`, {
      hint: `Do what stands below each, or build on another host; more: goldpane check host --for recipe ${recipe}`,
    });
  }
};

import { listRecipes } from '../../api.ts';
import type { Action } from '../command-spec.ts';
import { formatTable } from '../render/format.ts';

/** `list recipes`: everything that a name can stand for, also what cannot be used. */
export const listRecipesAction: Action = async (_, { options, result }) => {
  const recipes = await listRecipes();
  const rows = recipes.map(({ name, release, edition, servicing, evaluationDays, source, description, problem }) =>
    problem === undefined
      ? [name, release, edition, servicing?.text ?? '-', daysText(evaluationDays), description, source]
      : [name, '-', '-', '-', '-', `cannot be used: ${problem.message}`, source],
  );
  result(recipes, () =>
    options.names
      ? recipes.map(({ name }) => name).join('\n')
      : formatTable(['NAME', 'RELEASE', 'EDITION', 'SERVICING', 'EVALUATION', 'DESCRIPTION', 'FILE'], rows),
  );
};

function daysText(days: number | undefined): string {
  return days === undefined ? '-' : `${days} days`;
}

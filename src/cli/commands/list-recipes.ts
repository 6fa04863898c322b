import { listRecipes } from '../../api.ts';
import type { Action } from '../command-spec.ts';
import { formatTable } from '../render/format.ts';

/** `list recipes`: everything that a name can stand for. */
export const listRecipesAction: Action = async (_, context) => {
  const recipes = await listRecipes();
  const rows = recipes.map(({ name, release, edition, source, description }) => [
    name,
    release,
    edition,
    source,
    description,
  ]);
  context.result(recipes, () =>
    context.options.names
      ? recipes.map(({ name }) => name).join('\n')
      : formatTable(['NAME', 'RELEASE', 'EDITION', 'FROM', 'DESCRIPTION'], rows),
  );
};

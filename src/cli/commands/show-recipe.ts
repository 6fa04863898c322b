import { stringify } from 'yaml';
import { showRecipe } from '../../api.ts';
import type { Action } from '../command-spec.ts';

/** `show recipe`: as loaded, with `extends` applied and defaults filled in. */
export const showRecipeAction: Action = async ([name = ''], context) => {
  const recipe = await showRecipe(name);
  context.result(recipe, () => stringify(recipe, { lineWidth: 0 }));
};

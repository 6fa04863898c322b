import { stringify } from 'yaml';
import { showRecipe } from '../../api.ts';
import type { Action } from '../command-spec.ts';

/** `show recipe`: as loaded, with `extends` applied and defaults filled in. */
export const showRecipeAction: Action = async ([name = ''], { options, result }) => {
  const shown = await showRecipe(name, options.allowPath);
  result(shown, () => `# ${shown.path}\n${stringify(shown.recipe, { lineWidth: 0 })}`);
};

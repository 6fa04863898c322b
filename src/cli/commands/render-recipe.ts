import { renderRecipe } from '../../api.ts';
import type { Action } from '../command-spec.ts';
import { planOptions } from '../plan-options.ts';

/** `render recipe`: the answer file and the media's trees. */
export const renderRecipeAction: Action = async ([name = ''], context) => {
  const out = context.options.out ?? '';
  const rendered = await renderRecipe(name, { ...planOptions(context, await context.settings()), out });
  context.result(rendered, () => rendered.files.join('\n'));
};

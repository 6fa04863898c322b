import { renderRecipe } from '../../api.ts';
import type { Action } from '../command-spec.ts';

/** `render recipe`: the answer file and the media's trees. */
export const renderRecipeAction: Action = async ([name = ''], { options, signal, result }) => {
  const { out = '', allowPath: allowPaths } = options;
  const rendered = await renderRecipe(name, { out, allowPaths, signal });
  result(rendered, () => rendered.files.join('\n'));
};

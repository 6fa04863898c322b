import { renderRecipe } from '../../api.ts';
import type { Action } from '../command-spec.ts';
import { findingLines } from '../print-error.ts';

/** `render recipe`: the answer file and the media's trees. */
export const renderRecipeAction: Action = async ([name = ''], { options, settings, signal, result, tell }) => {
  const { out = '', allowPath: allowPaths } = options;
  const { store } = await settings();
  const rendered = await renderRecipe(name, { out, store: store.value, allowPaths, signal });
  for (const line of rendered.findings.flatMap(findingLines)) tell(line);
  for (const { directory, source } of rendered.notFetched) tell(`not fetched: ${directory} (${source})`);
  result(rendered, () => rendered.files.join('\n'));
};

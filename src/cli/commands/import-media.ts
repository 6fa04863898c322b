import { importMedia } from '../../api.ts';
import type { Action } from '../command-spec.ts';
import { showProgress } from '../render/show-progress.ts';

/** `import media`: a file of the user's own, into the cache. */
export const importMediaAction: Action = async ([file = ''], context) => {
  const store = (await context.settings()).store.value;
  const imported = await showProgress(context, 'import', (onEvent) =>
    importMedia(file, { store, sha256: context.options.sha256, onEvent, signal: context.signal }),
  );
  if (context.options.json) return;
  const { ids, path, catalogue } = imported;
  for (const id of ids) context.tell(id);
  if (catalogue !== undefined) context.tell(`written into ${catalogue}: recipes of these releases use it`);
  context.result(imported, () => path ?? catalogue ?? '');
};

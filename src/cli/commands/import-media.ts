import { importMedia } from '../../api.ts';
import type { Action } from '../command-spec.ts';
import { showProgress } from '../render/show-progress.ts';

/** `import media`: a file of the user's own, into the cache. */
export const importMediaAction: Action = async ([file = ''], context) => {
  const store = (await context.settings()).store.value;
  const imported = await showProgress(context, 'import', (onEvent) =>
    importMedia(file, { store, onEvent, signal: context.signal }),
  );
  if (context.options.json) return;
  context.tell(`${imported.id}  SHA-256 ${imported.sha256}`);
  if (imported.catalogue !== undefined) {
    context.tell(`no catalogue knew it: it was written into ${imported.catalogue}, and recipes of its release use it`);
  }
  context.result(imported, () => imported.path);
};

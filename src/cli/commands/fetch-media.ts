import { fetchMedia } from '../../api.ts';
import type { Action } from '../command-spec.ts';
import { formatBytes } from '../render/format.ts';
import { showProgress } from '../render/show-progress.ts';
import { keepCodeSmall, keepHeapSmall } from '../small-heap.ts';

/** `fetch media`: what a recipe is built from, or one file. */
export const fetchMediaAction: Action = async ([name = ''], context) => {
  keepHeapSmall();
  keepCodeSmall();
  const { acceptNewHash, allowPath, json, timeout } = context.options;
  const settings = await context.settings();
  const [store, offline] = [settings.store.value, settings.offline.value];
  const { files, lock } = await showProgress(context, 'fetch', (onEvent) =>
    fetchMedia(name, {
      ...{ store, offline, acceptNewHash, allowPaths: allowPath, timeoutMinutes: timeout },
      ...{ onEvent, signal: context.signal },
    }),
  );
  if (json) return;
  for (const { id, sizeBytes, source } of files) {
    context.tell(`${id}  ${formatBytes(sizeBytes)}, verified${source === undefined ? '' : `, from ${source}`}`);
  }
  if (lock !== undefined) context.tell(`lock file  ${lock}`);
  context.result(files, () => files.map(({ path }) => path).join('\n'));
};

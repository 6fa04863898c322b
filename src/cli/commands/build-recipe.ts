import { type BuildResult, buildRecipe } from '../../api.ts';
import { shellWord } from '../command-line.ts';
import type { Action } from '../command-spec.ts';
import type { Context } from '../context.ts';
import { planOptions } from '../plan-options.ts';
import { formatBytes, formatDuration } from '../render/format.ts';
import { showProgress } from '../render/show-progress.ts';
import { keepHeapSmall } from '../small-heap.ts';

/** `build recipe`: one after the other; one that fails keeps none of the others from being built. */
export const buildRecipeAction: Action = async (names, context) => {
  keepHeapSmall();
  const settings = await context.settings();
  const { rebuild, wait, allowHostLoopback, json } = context.options;
  const [store, offline] = [settings.store.value, settings.offline.value];
  for (const name of names) {
    const startedAt = performance.now();
    try {
      const options = { ...planOptions(context, settings), store, offline, rebuild, wait, allowHostLoopback };
      const result = await showProgress(context, 'prepare', (onEvent) => buildRecipe(name, { ...options, onEvent }));
      if (json) continue;
      context.tell(summary(result, performance.now() - startedAt, context));
      context.result(result, () => result.bundle);
    } catch (error) {
      if (context.signal.aborted) throw error;
      context.report(error);
    }
  }
};

function summary(
  { image, version, outcome, sizeBytes, runDirectory }: BuildResult,
  ms: number,
  context: Context,
): string {
  const reference = `${image}:${version}`;
  const { program, options } = context;
  const store = options.store === undefined ? [] : ['--store', shellWord(options.store)];
  const news =
    outcome === 'unchanged' ? `is there already: nothing has changed since` : `is built, in ${formatDuration(ms)}`;
  return [
    `${reference} ${news}`,
    `  size      ${formatBytes(sizeBytes)}`,
    `  evidence  ${runDirectory}`,
    `  boot it   ${[program, 'check', 'image', reference, ...store].join(' ')}`,
    `  bundle`,
  ].join('\n');
}

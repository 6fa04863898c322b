import { checkImage, GoldpaneError } from '../../api.ts';
import type { Action } from '../command-spec.ts';
import { findingLines } from '../print-error.ts';
import { formatFacts } from '../render/format.ts';
import { showProgress } from '../render/show-progress.ts';

/** `check image`: its files, and a boot of a throw-away copy. */
export const checkImageAction: Action = async ([reference = ''], context) => {
  const settings = await context.settings();
  const [store, accelerator] = [settings.store.value, settings.accelerator.value];
  const { boot = true, json } = context.options;
  const { signal } = context;
  const checked = await showProgress(context, 'check', (onEvent) =>
    checkImage(reference, { store, boot, accelerator, signal, onEvent }),
  );
  const { image, version, findings, facts } = checked;
  if (json) context.jsonLine({ kind: 'image.checked', ...checked });
  else {
    const rows = Object.entries(facts).map(([name, value]) => [name, String(value)] as const);
    const notes = findings.filter(({ severity }) => severity !== 'error').flatMap(findingLines);
    context.result(checked, () => [formatFacts([['image', `${image}:${version}`], ...rows]), ...notes].join('\n'));
  }
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  throw new GoldpaneError('GP-IMAGE-BAD', `${image}:${version} failed ${errors.length} of its checks`, {
    hint: 'Do not use this version: build the recipe again with --rebuild',
    findings: errors,
  });
};

import { type Plan, preparePlan } from '../../api.ts';
import type { Action } from '../command-spec.ts';
import { planOptions } from '../plan-options.ts';
import { findingLines } from '../print-error.ts';
import { formatFacts, formatTable } from '../render/format.ts';

/** `plan recipe`: what a build would do. */
export const planRecipeAction: Action = async ([name = ''], context) => {
  const plan = await preparePlan(name, planOptions(context, await context.settings()));
  context.result(plan, () => planText(plan));
};

function planText({
  recipe,
  release,
  edition,
  media,
  machine,
  accelerator,
  key,
  layers,
  drivers,
  findings,
}: Plan): string {
  const { cpus, memoryMib, diskGib } = recipe.hardware;
  const facts = formatFacts([
    ['image', recipe.name],
    ['release', `${release.title}, ${edition.name}`],
    ['medium', `${media.id} (${media.source})`],
    ...(drivers ? ([['drivers', `virtio-win ${drivers.version}`]] as const) : []),
    ['machine', `${machine.machineType}, ${cpus} CPUs, ${memoryMib} MiB, disk ${diskGib} GiB, ${accelerator}`],
    ['key', key],
  ]);
  const rows = layers.map(({ name, network, steps, key: layerKey }) => [
    name,
    layerKey.slice(0, 16),
    network,
    steps.map(({ id }) => id).join(', '),
  ]);
  const table = formatTable(['LAYER', 'KEY', 'NETWORK', 'STEPS'], rows);
  return [facts, '', table, ...findings.flatMap(findingLines)].join('\n');
}

import type { LayerKey } from '../base/ids.ts';
import type { PlannedLayer, PlannedStep, SourceDigests } from '../base/plan.ts';
import type { Recipe, RecipeStep } from '../base/recipe.ts';
import { scriptKey, sealKey } from './layer-key.ts';

/** The layers of a recipe in the order in which they are built on each other: install, the recipe's own, seal. */
export function planLayers(recipe: Recipe, install: LayerKey, digests: SourceDigests): readonly PlannedLayer[] {
  const layers: PlannedLayer[] = [{ name: 'install', kind: 'install', key: install, network: 'none', steps: [] }];
  let parent = install;
  for (const { name, network, period, steps } of recipe.layers) {
    const planned = planSteps(steps, digests);
    const key = scriptKey(parent, { network, period }, planned);
    layers.push({ name, kind: 'script', key, parent, network, steps: planned });
    parent = key;
  }
  const steps = planSteps(recipe.seal.steps, digests);
  const key = sealKey(parent, recipe.seal.mode, steps);
  return [...layers, { name: 'seal', kind: 'seal', key, parent, network: 'none', steps }];
}

function planSteps(steps: readonly RecipeStep[], { references }: SourceDigests): readonly PlannedStep[] {
  return steps.map((step, index) => ({
    ...step,
    id: `${String(index + 1).padStart(2, '0')}-${step.name}`,
    // The script first: it is the one that is run.
    sources: [step.script, ...step.files].flatMap((reference) => {
      const files = references[reference];
      if (files === undefined) throw new TypeError(`the files of ${reference} were not hashed`);
      return files;
    }),
  }));
}

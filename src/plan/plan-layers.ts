import type { LayerKey } from '../base/ids.ts';
import type { PlannedLayer, PlannedStep, SourceDigests } from '../base/plan.ts';
import type { Recipe, RecipeStep } from '../base/recipe.ts';
import { scriptKey, sealKey } from './layer-key.ts';

/** The layers of a recipe, each built on the one before (install, the recipe's own, seal), and the key of the last. */
export function planLayers(
  recipe: Recipe,
  install: LayerKey,
  digests: SourceDigests,
): { readonly layers: readonly PlannedLayer[]; readonly seal: LayerKey } {
  const layers: PlannedLayer[] = [{ name: 'install', kind: 'install', key: install, network: 'none', steps: [] }];
  let parent = install;
  for (const { name, network, period, steps } of recipe.layers) {
    const planned = planSteps(steps, digests);
    const key = scriptKey(parent, { network, period }, planned);
    layers.push({ name, kind: 'script', key, parent, network, steps: planned });
    parent = key;
  }
  const steps = planSteps(recipe.seal.steps, digests);
  const seal = sealKey(parent, recipe.seal.mode, steps, digests.sysprepFile);
  return { layers: [...layers, { name: 'seal', kind: 'seal', key: seal, parent, network: 'none', steps }], seal };
}

/** The steps of a layer, numbered, with the digests of what lies on its medium. */
export function planSteps(
  steps: readonly RecipeStep[],
  { references }: Pick<SourceDigests, 'references'>,
): readonly PlannedStep[] {
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

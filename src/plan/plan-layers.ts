import type { Finding } from '../base/findings.ts';
import type { LayerKey } from '../base/ids.ts';
import type { PlannedLayer, PlannedStep, SourceDigests } from '../base/plan.ts';
import type { Recipe, RecipeLayer, RecipeStep } from '../base/recipe.ts';
import { choosePackages, type PackageChoice } from './choose-packages.ts';
import { scriptKey, sealKey } from './layer-key.ts';
import { stepFindings } from './step-findings.ts';

/** What layers are planned from, beside the recipe. */
export type LayerInputs = { readonly digests: SourceDigests; readonly choice: PackageChoice };

/** The layers of a recipe, the key of the last, and what keeps them from being built. */
export type PlannedLayers = {
  readonly layers: readonly PlannedLayer[];
  readonly seal: LayerKey;
  readonly findings: readonly Finding[];
};

type StepsOfLayer = Pick<RecipeLayer, 'name' | 'network' | 'steps'>;

/** Plans the layers of a recipe, each built on the one before: install, the recipe's own, seal. */
export function planLayers(recipe: Recipe, install: LayerKey, inputs: LayerInputs): PlannedLayers {
  const layers: PlannedLayer[] = [{ name: 'install', kind: 'install', key: install, network: 'none', steps: [] }];
  const findings: Finding[] = [];
  const stepsOf = (layer: StepsOfLayer) => {
    const planned = planSteps(layer, inputs);
    findings.push(...planned.findings);
    return planned.steps;
  };
  let parent = install;
  for (const layer of recipe.layers) {
    const { name, network, period } = layer;
    const steps = stepsOf(layer);
    const key = scriptKey(parent, { network, period }, steps);
    layers.push({ name, kind: 'script', key, parent, network, steps });
    parent = key;
  }
  const steps = stepsOf({ name: 'seal', network: 'none', steps: recipe.seal.steps });
  const seal = sealKey(parent, recipe.seal.mode, steps, inputs.digests.sysprepFile);
  layers.push({ name: 'seal', kind: 'seal', key: seal, parent, network: 'none', steps });
  return { layers, seal, findings };
}

/** The steps of a layer, numbered, with the digests of what lies on its medium; and what they lack. */
export function planSteps(
  layer: StepsOfLayer,
  inputs: LayerInputs,
): { readonly steps: readonly PlannedStep[]; readonly findings: readonly Finding[] } {
  const planned = layer.steps.map((step, index) => planStep(layer, step, index, inputs));
  return { steps: planned.map(({ step }) => step), findings: planned.flatMap(({ findings }) => findings) };
}

/** All steps of a recipe, for who needs their packages and not their keys; and what they lack. */
export function planRecipeSteps({ layers, seal }: Recipe, inputs: LayerInputs): ReturnType<typeof planSteps> {
  const all = [...layers, { name: 'seal', network: 'none' as const, steps: seal.steps }];
  const planned = all.map((layer) => planSteps(layer, inputs));
  return { steps: planned.flatMap(({ steps }) => steps), findings: planned.flatMap(({ findings }) => findings) };
}

function planStep(
  layer: StepsOfLayer,
  step: RecipeStep,
  index: number,
  { digests: { references, heads }, choice }: LayerInputs,
): { readonly step: PlannedStep; readonly findings: readonly Finding[] } {
  const head = known(heads, step.script);
  const { packages, findings } = choosePackages(step, head, choice);
  return {
    step: {
      ...step,
      id: `${String(index + 1).padStart(2, '0')}-${step.name}`,
      // The script first: it is the one that is run.
      sources: [step.script, ...step.files].flatMap((reference) => known(references, reference)),
      packages,
    },
    findings: [...stepFindings(layer, step, head), ...findings],
  };
}

function known<Value>(table: Readonly<Record<string, Value>>, reference: string): Value {
  const value = table[reference];
  if (value === undefined) throw new TypeError(`${reference} was not read`);
  return value;
}

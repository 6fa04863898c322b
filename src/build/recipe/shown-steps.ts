import type { RecipeLayer, RecipeStep } from '../../base/recipe.ts';
import { readText } from '../../host/files.ts';
import { readScriptHead } from '../../recipe/script-head.ts';
import type { FoundRecipe } from './find-recipe.ts';

/** A step as people want to see it before they build. */
export type ShownStep = Pick<RecipeStep, 'name' | 'script' | 'runAs' | 'reboot'> & {
  readonly layer: string;
  readonly network: RecipeLayer['network'];
  /** Absent for a script that does not say it. */
  readonly purpose?: string;
  /** Names of packages. */
  readonly packages: readonly string[];
};

/** The steps of a recipe in the order in which they run, with what their scripts say of themselves. */
export async function shownSteps({ recipe, pathOf }: FoundRecipe): Promise<readonly ShownStep[]> {
  const seal = { name: 'seal', network: 'none' as const, steps: recipe.seal.steps };
  const steps = [...recipe.layers, seal].flatMap((layer) => layer.steps.map((step) => ({ layer, step })));
  return await Promise.all(
    steps.map(async ({ layer, step }) => {
      const { name, script, runAs, reboot } = step;
      const file = script.startsWith('goldpane:') ? `${script.slice('goldpane:'.length)}.ps1` : script;
      const head = readScriptHead(await readText(pathOf({ from: script, name: file })));
      const packages = (step.packages ?? head.packages).map((each) => (typeof each === 'string' ? each : each.file));
      const purpose = head.purpose === undefined ? {} : { purpose: head.purpose };
      return { layer: layer.name, network: layer.network, name, script, ...purpose, runAs, reboot, packages };
    }),
  );
}

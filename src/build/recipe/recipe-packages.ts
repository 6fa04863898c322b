import type { Choice } from '../../plan/choose-release.ts';
import { planRecipeSteps } from '../../plan/plan-layers.ts';
import type { FoundRecipe } from './find-recipe.ts';
import type { gatherSources } from './gather-sources.ts';

/** All packages of a recipe, and what its steps lack. */
export function recipePackages(
  { recipe, catalogue: { tools } }: Pick<FoundRecipe, 'recipe' | 'catalogue'>,
  { release, drivers }: Choice,
  digests: Awaited<ReturnType<typeof gatherSources>>,
) {
  const { steps, findings } = planRecipeSteps(recipe, { digests, choice: { tools, release, drivers } });
  return { packages: steps.flatMap(({ packages }) => packages), findings };
}

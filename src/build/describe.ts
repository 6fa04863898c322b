import type { Release } from '../base/catalogue.ts';
import { asGoldpaneError, type GoldpaneError } from '../base/errors.ts';
import type { Recipe } from '../base/recipe.ts';
import { allRecipes, findRecipe } from './find-recipe.ts';

/** A recipe in a list. */
export type RecipeEntry = {
  readonly name: string;
  /** Path of its file. */
  readonly source: string;
  readonly description: string;
  readonly release: string;
  readonly edition: string;
  /** Why the recipe cannot be used, when it cannot. */
  readonly problem?: GoldpaneError;
};

/** A recipe as loaded, with what the catalogue says of its release. */
export type ShownRecipe = {
  readonly path: string;
  readonly recipe: Recipe;
  readonly release: Release | undefined;
};

/** Every recipe that can be named: beside the user, with the user, in the package. */
export async function listRecipes(): Promise<readonly RecipeEntry[]> {
  return await Promise.all((await allRecipes()).map(describeRecipe));
}

/** One recipe: `extends` applied, defaults filled in. Throws what loading it throws. */
export async function showRecipe(name: string, allowPaths: readonly string[] = []): Promise<ShownRecipe> {
  const { path, recipe, catalogue } = await findRecipe(name, allowPaths);
  return { path, recipe, release: catalogue.releases.find(({ id }) => id === recipe.release) };
}

async function describeRecipe({ name, path }: { name: string; path: string }): Promise<RecipeEntry> {
  try {
    const { description, release, edition } = (await findRecipe(path)).recipe;
    return { name, source: path, description, release, edition };
  } catch (error) {
    return { name, source: path, description: '', release: '', edition: '', problem: asGoldpaneError(error) };
  }
}

import type { Catalogue, Release, Servicing } from '../base/catalogue.ts';
import { asGoldpaneError, type GoldpaneError } from '../base/errors.ts';
import type { Recipe } from '../base/recipe.ts';
import { now } from '../host/clock.ts';
import { servicingOf } from '../recipe/lifecycle.ts';
import { allRecipes, findRecipe, readCatalogue } from './recipe/find-recipe.ts';
import { type ShownStep, shownSteps } from './recipe/shown-steps.ts';

/** A recipe in a list. */
export type RecipeEntry = {
  readonly name: string;
  /** Path of its file. */
  readonly source: string;
  readonly description: string;
  readonly release: string;
  readonly edition: string;
  /** How long Microsoft serves the edition; absent for what is no Windows. */
  readonly servicing?: Servicing;
  /** Days that an evaluation runs; absent for what is none. */
  readonly evaluationDays?: number;
  /** Why the recipe cannot be used, when it cannot. */
  readonly problem?: GoldpaneError;
};

/** A recipe as loaded, with what the catalogue says of its release. */
export type ShownRecipe = {
  readonly path: string;
  readonly recipe: Recipe;
  readonly release: Release | undefined;
  /** What runs in the guest after the installation, in order. */
  readonly steps: readonly ShownStep[];
};

/** Every recipe that can be named: beside the user, with the user, in the package. */
export async function listRecipes(): Promise<readonly RecipeEntry[]> {
  const catalogue = readCatalogue();
  // What is wrong with it is told by each recipe.
  const [recipes] = await Promise.all([allRecipes(), catalogue.catch(() => undefined)]);
  return await Promise.all(recipes.map((recipe) => describeRecipe(recipe, catalogue)));
}

/** One recipe: `extends` applied, defaults filled in. Throws what loading it throws. */
export async function showRecipe(name: string, allowPaths: readonly string[] = []): Promise<ShownRecipe> {
  const found = await findRecipe(name, allowPaths);
  const { path, recipe, catalogue } = found;
  const release = catalogue.releases.find(({ id }) => id === recipe.release);
  return { path, recipe, release, steps: await shownSteps(found) };
}

async function describeRecipe(
  { name, path }: { readonly name: string; readonly path: string },
  known: Promise<Catalogue>,
): Promise<RecipeEntry> {
  try {
    const { recipe, catalogue } = await findRecipe(path, [], known);
    const { description, release, edition } = recipe;
    return { name, source: path, description, release, edition, ...factsOf(recipe, catalogue) };
  } catch (error) {
    return { name, source: path, description: '', release: '', edition: '', problem: asGoldpaneError(error) };
  }
}

function factsOf(recipe: Recipe, { releases }: Catalogue): Pick<RecipeEntry, 'servicing' | 'evaluationDays'> {
  const release = releases.find(({ id }) => id === recipe.release);
  const edition = release?.editions.find(({ id }) => id === recipe.edition);
  if (release === undefined || edition === undefined) return {};
  const servicing = servicingOf(release, edition.id, now());
  const { evaluationDays } = release;
  return {
    ...(servicing === undefined ? {} : { servicing }),
    ...(edition.evaluation && evaluationDays !== undefined ? { evaluationDays } : {}),
  };
}

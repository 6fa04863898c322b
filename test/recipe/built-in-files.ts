import { globSync, readFileSync } from 'node:fs';
import type { Catalogue } from '../../src/base/catalogue.ts';
import type { Recipe } from '../../src/base/recipe.ts';
import { loadCatalogue } from '../../src/recipe/catalogue.ts';
import { loadRecipe } from '../../src/recipe/load-recipe.ts';
import { memoryReader } from './memory-reader.ts';

const root = new URL('../../', import.meta.url);

/** The text of a file of the repository. */
export const readText = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** Paths of the recipes that goldpane brings. */
export const builtInRecipes = globSync('recipes/*.yaml', { cwd: root }).sort();

const sources = globSync('recipes/{*,base/*}.yaml', { cwd: root });
const scripts = globSync('guest-scripts/windows/*.ps1', { cwd: root }).map((path) => path.replace(/^.*\/|\.ps1$/g, ''));

/** Loads a recipe that goldpane brings. */
export async function loadBuiltIn(path: string): Promise<{ recipe: Recipe; files: Readonly<Record<string, string>> }> {
  const reader = memoryReader(Object.fromEntries(sources.map((file) => [file, readText(file)])));
  return await loadRecipe(path, { reader, directories: ['recipes'], packageScripts: scripts });
}

/** The catalogue that goldpane brings. */
export function builtInCatalogue(): Catalogue {
  const paths = globSync('recipes/catalogue/*.yaml', { cwd: root }).sort();
  return loadCatalogue(paths.map((path) => ({ path, text: readText(path) })));
}

import { join, resolve } from 'node:path';
import type { Catalogue } from '../../base/catalogue.ts';
import type { Recipe } from '../../base/recipe.ts';
import { xdgDirectory } from '../../host/environment.ts';
import { isFile, listDirectory, readText, realPath } from '../../host/files.ts';
import { withAcceptedPackages, withAcceptedPins } from '../../recipe/accepted-pins.ts';
import { loadCatalogue } from '../../recipe/catalogue.ts';
import { loadRecipe } from '../../recipe/load-recipe.ts';
import type { RecipeReader } from '../../recipe/recipe-reader.ts';
import { listRecipes, resolveName } from '../../recipe/resolve-name.ts';
import { packageDirectories, packageScript, packageScriptNames } from './package-files.ts';
import { type RecipeLock, readRecipeLock } from './recipe-lock.ts';

/** A recipe with all that is needed to read what it names. */
export type FoundRecipe = {
  /** As it was asked for: a name or a path. */
  readonly name: string;
  /** With the digests that its lock file accepts. */
  readonly recipe: Recipe;
  /** Path of its file. */
  readonly path: string;
  /** With the digests that its lock file accepts. */
  readonly catalogue: Catalogue;
  readonly lock: RecipeLock;
  /** Where a file lies that the plan names, see `SourceFile`. */
  readonly pathOf: (source: { readonly from: string; readonly name: string }) => string;
};

const reader: RecipeReader = { readText, realpath: realPath, exists: isFile, listDirectory };

/** Where recipes are looked for: beside the user, with the user, in the package. */
function recipeDirectories(): readonly string[] {
  return [resolve('recipes'), join(xdgDirectory('config'), 'recipes'), packageDirectories.recipes];
}

/**
 * Finds and loads a recipe by name or path, with the catalogue, which is read unless it is given.
 * Throws what `resolveName`, `loadRecipe` and `loadCatalogue` throw.
 */
export async function findRecipe(
  name: string,
  allowPaths: readonly string[] = [],
  known?: Promise<Catalogue>,
): Promise<FoundRecipe> {
  const [found, pins] = await Promise.all([findRecipeAlone(name, allowPaths), known ?? readCatalogue()]);
  const lock = await readRecipeLock(found.path);
  const { accepted } = lock.content;
  return {
    ...found,
    lock,
    recipe: withAcceptedPackages(found.recipe, accepted),
    catalogue: withAcceptedPins(pins, accepted),
  };
}

/** Finds and loads a recipe by name or path, and does not look at what its names mean. */
export async function findRecipeAlone(
  name: string,
  allowPaths: readonly string[] = [],
): Promise<Pick<FoundRecipe, 'name' | 'recipe' | 'path' | 'pathOf'>> {
  const directories = recipeDirectories();
  const path = resolve(await resolveName(name, { directories, reader }));
  const packageScripts = await packageScriptNames();
  const options = { reader, directories, packageScripts, allowPaths: await realPaths(allowPaths) };
  const { recipe, files } = await loadRecipe(path, options);
  const pathOf = (source: { readonly from: string; readonly name: string }) => {
    if (source.from.startsWith('goldpane:')) return packageScript(source.name);
    return files[source.from] ?? resolve(path, '..', source.from);
  };
  return { name, recipe, path, pathOf };
}

/** Every recipe that can be named, with the path of its file. */
export async function allRecipes(): Promise<readonly { readonly name: string; readonly path: string }[]> {
  return await listRecipes({ directories: recipeDirectories(), reader });
}

/**
 * The catalogue: the package's files, then the user's, then those beside the user; later ones win. With `release`, only
 * the files that speak of it or of drivers are read: most of the time goes into the others.
 */
export async function readCatalogue(release?: string): Promise<Catalogue> {
  const directories = recipeDirectories().map((directory) => join(directory, 'catalogue'));
  const paths: string[] = [];
  for (const directory of directories.reverse()) {
    const names = (await listDirectory(directory)).filter((name) => name.endsWith('.yaml'));
    paths.push(...names.map((name) => join(directory, name)).filter((path) => !paths.includes(path)));
  }
  const files = await Promise.all(paths.map(async (path) => ({ path, text: await readText(path) })));
  const isWanted = (text: string) => release === undefined || text.includes(release) || /^drivers:/m.test(text);
  return loadCatalogue(files.filter(({ text }) => isWanted(text)));
}

async function realPaths(paths: readonly string[]): Promise<readonly string[]> {
  return await Promise.all(paths.map((path) => realPath(resolve(path))));
}

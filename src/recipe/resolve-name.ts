import { GoldpaneError } from '../base/errors.ts';
import { namePattern } from '../base/ids.ts';
import { nearNames } from '../base/near-names.ts';
import { joinPath } from './posix-path.ts';
import type { RecipeReader } from './recipe-reader.ts';

/** Where recipes are looked for, the first directory first: `./recipes`, the user's own, the built-in ones. */
export type RecipePlaces = {
  readonly directories: readonly string[];
  readonly reader: Pick<RecipeReader, 'exists' | 'listDirectory'>;
};

/** True when a recipe is given by its path: it has a `/` or ends in `.yaml`. */
export function isRecipePath(name: string): boolean {
  return name.includes('/') || name.endsWith('.yaml');
}

/**
 * The path of the recipe that `name` stands for. A path is taken as it is.
 * Throws `GP-RECIPE-NOT-FOUND`, which says where it looked and which names are near.
 */
export async function resolveName(name: string, { directories, reader }: RecipePlaces): Promise<string> {
  const candidates = isRecipePath(name)
    ? [name]
    : directories.filter(() => namePattern.test(name)).map((directory) => joinPath(directory, `${name}.yaml`));
  for (const path of candidates) {
    if (await reader.exists(path)) return path;
  }
  if (isRecipePath(name)) {
    throw new GoldpaneError('GP-RECIPE-NOT-FOUND', `There is no recipe file ${name}`, {
      hint: 'Correct the path, or give the name of a recipe: goldpane list recipes',
    });
  }
  const near = nearNames(
    name,
    (await listRecipes({ directories, reader })).map((recipe) => recipe.name),
  );
  throw new GoldpaneError('GP-RECIPE-NOT-FOUND', `No recipe ${name} in ${directories.join(', ')}`, {
    hint: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'See which there are: goldpane list recipes',
  });
}

/** All recipes by name; of those with the same name the first directory's. */
export async function listRecipes({
  directories,
  reader,
}: RecipePlaces): Promise<readonly { readonly name: string; readonly path: string }[]> {
  const found = new Map<string, string>();
  for (const directory of directories) {
    for (const file of await reader.listDirectory(directory)) {
      const name = file.replace(/\.yaml$/, '');
      if (name !== file && namePattern.test(name) && !found.has(name)) found.set(name, joinPath(directory, file));
    }
  }
  return [...found].map(([name, path]) => ({ name, path })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

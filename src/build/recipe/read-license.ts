import type { Secret } from '../../base/secret.ts';
import { environment } from '../../host/environment.ts';
import { readText } from '../../host/files.ts';
import { readLicenseKey } from '../../recipe/license-key.ts';
import type { FoundRecipe } from './find-recipe.ts';

/** The product key that a recipe points to; `undefined` when it points to none. Throws `GP-RECIPE-VALUE`. */
export async function readLicense({ recipe, pathOf }: FoundRecipe): Promise<Secret | undefined> {
  return await readLicenseKey(recipe.license, {
    environment,
    readFile: (name) => readText(pathOf({ from: name, name })),
  });
}

/** The same where nothing is installed with it: a key that is there must not be shown, one that is not is not missed. */
export async function licenseToMask(found: FoundRecipe): Promise<readonly Secret[]> {
  const key = await readLicense(found).catch(() => undefined);
  return key ? [key] : [];
}

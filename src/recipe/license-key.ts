import { GoldpaneError } from '../base/errors.ts';
import type { License } from '../base/recipe.ts';
import { Secret } from '../base/secret.ts';

/** How a product key is read: whoever calls can reach the environment and the recipe's files. */
export type LicenseKeyReader = {
  readonly environment: (name: string) => string | undefined;
  /** The text of a file that the recipe names; rejects when it cannot be read. */
  readonly readFile: (reference: string) => Promise<string>;
};

/**
 * The product key that a recipe points to; `undefined` when it points to none. Throws `GP-RECIPE-VALUE` when nothing is
 * there, or when what is there is no product key: no other secret of the host gets into a guest this way.
 */
export async function readLicenseKey(
  license: License | undefined,
  reader: LicenseKeyReader,
): Promise<Secret | undefined> {
  const place = license?.key;
  if (place === undefined) return undefined;
  const isVariable = 'environment' in place;
  const named = isVariable ? `environment variable ${place.environment}` : `file ${place.file}`;
  const text = isVariable
    ? reader.environment(place.environment)
    : await reader.readFile(place.file).catch((cause: unknown) => {
        throw refusal(`The product key cannot be read from the ${named}`, cause);
      });
  if (text === undefined || text.trim() === '') throw refusal(`There is no product key in the ${named}`);
  const key = text.trim().toUpperCase();
  if (!/^([A-Z0-9]{5}-){4}[A-Z0-9]{5}$/.test(key)) throw refusal(`What the ${named} holds is no product key`);
  return new Secret(key);
}

function refusal(message: string, cause?: unknown): GoldpaneError {
  return new GoldpaneError('GP-RECIPE-VALUE', message, {
    hint: 'Put the key there, as five times five letters and digits with `-` between, or remove license.key',
    cause,
  });
}

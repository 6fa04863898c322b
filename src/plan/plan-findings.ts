import type { ErrorCode } from '../base/error-codes.ts';
import { GoldpaneError } from '../base/errors.ts';
import type { Finding } from '../base/findings.ts';
import { nearNames } from '../base/near-names.ts';
import type { Recipe } from '../base/recipe.ts';

/** The beginning of an error in a recipe: `where` is the key that it is about. */
export function recipeError(id: ErrorCode, where: string, found: string): Omit<Finding, 'why' | 'remedy'> {
  return { id, severity: 'error', where, found };
}

/** A name that is in no catalogue, with those that are near. */
export function notFound(where: string, found: string, name: string, known: readonly string[]): Finding {
  const near = nearNames(name, known);
  return {
    ...recipeError('GP-RECIPE-RELEASE', where, found),
    why: 'only what is pinned in a catalogue can be built',
    remedy: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Known: ${known.join(', ') || 'none'}`,
  };
}

/** Why a recipe cannot be planned: the code of its mistakes, or `GP-RECIPE-INVALID` where they have several. */
export function planError({ name }: Recipe, findings: readonly Finding[]): GoldpaneError {
  const first = findings[0];
  const isOne = first !== undefined && findings.every(({ id }) => id === first.id);
  const message = findings.length === 1 ? `: ${first?.found}` : ` for ${findings.length} reasons`;
  return new GoldpaneError(isOne ? first.id : 'GP-RECIPE-INVALID', `The recipe ${name} cannot be planned${message}`, {
    hint: findings.length === 1 ? (first?.remedy ?? '') : 'Correct each key that is named',
    findings,
  });
}

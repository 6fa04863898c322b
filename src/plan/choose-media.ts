import type { Release, ReleaseMedia } from '../base/catalogue.ts';
import type { Finding } from '../base/findings.ts';
import type { Recipe } from '../base/recipe.ts';
import { notFound, recipeError } from './plan-findings.ts';

/**
 * Of the media that hold the recipe's edition: the one that the recipe names, or the first in its language, or the
 * first; or what is wrong.
 */
export function chooseMedia(recipe: Recipe, release: Release): ReleaseMedia | Finding {
  const fitting = release.media.filter(
    ({ images, architecture }) =>
      (images === undefined || images.includes(recipe.edition)) &&
      (architecture === undefined || architecture === release.architecture),
  );
  if (recipe.media !== undefined) {
    const found = `the catalogue has no medium ${recipe.media} that holds ${recipe.edition} of ${release.id}`;
    const known = fitting.map(({ id }) => id);
    return fitting.find(({ id }) => id === recipe.media) ?? notFound('media', found, recipe.media, known);
  }
  return fitting.find(({ language }) => language === recipe.language) ?? fitting[0] ?? noMedia(recipe, release);
}

/** A warning for a medium in another language than the recipe's. */
export function languageFindings(recipe: Recipe, media: ReleaseMedia): readonly Finding[] {
  if (media.language === recipe.language) return [];
  return [
    {
      ...recipeError('GP-RECIPE-VALUE', 'language', `no installation medium speaks ${recipe.language}`),
      severity: 'warning',
      why: `texts will be in ${media.language}, formats as in ${recipe.language}`,
      remedy: `Add a medium in ${recipe.language} to a catalogue file of your own, or say language: ${media.language}`,
    },
  ];
}

function noMedia({ edition }: Recipe, { id }: Release): Finding {
  return {
    ...recipeError('GP-RECIPE-RELEASE', 'release', `the catalogue has no installation medium of ${id} with ${edition}`),
    why: 'there is nothing to install from',
    remedy: 'Add one with source: user to a catalogue file of your own',
  };
}

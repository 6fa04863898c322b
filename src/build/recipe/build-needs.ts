import type { Recipe } from '../../base/recipe.ts';
import type { Choice } from '../../plan/choose-release.ts';
import { type HostNeeds, recipeNeeds } from '../../preflight/host-needs.ts';
import { estimateBuildBytes } from '../../store/free-space.ts';

/** The rehearsal's medium, which is built here; no catalogue says how large. */
const builtMediumBytes = 512 * 1024 ** 2;

/** What a build of a recipe needs of the host when no layer of it is there yet. */
export function buildNeeds(
  recipe: Recipe,
  { release, media }: Pick<Choice, 'release' | 'media'>,
  accelerator?: 'kvm' | 'tcg',
): HostNeeds {
  const { diskGib } = recipe.hardware;
  const diskBytes = estimateBuildBytes({ mediaBytes: media.sizeBytes ?? builtMediumBytes, diskGib });
  return recipeNeeds(recipe, { rehearsal: release.kind === 'rehearsal', diskBytes }, accelerator);
}

import { type Catalogue, type DriverRelease, isUsableDriver, type Release } from '../base/catalogue.ts';
import type { Finding } from '../base/findings.ts';
import type { Recipe } from '../base/recipe.ts';
import { notFound, recipeError } from './plan-findings.ts';

/**
 * The drivers of the version that the recipe names, or the first that are not known to be bad; none for a release that
 * needs none; or what is wrong.
 */
export function chooseDrivers(
  { virtioWin }: Recipe,
  release: Release,
  { drivers }: Catalogue,
): { readonly drivers?: DriverRelease } | Finding {
  if (release.driverFolder === undefined) return {};
  const good = drivers.filter(isUsableDriver);
  const chosen = virtioWin === undefined ? good[0] : good.find(({ version }) => version === virtioWin);
  if (chosen !== undefined) return { drivers: chosen };
  const bad = drivers.find(({ version }) => version === virtioWin);
  if (bad !== undefined && !isUsableDriver(bad)) {
    return {
      ...recipeError('GP-RECIPE-RELEASE', 'virtioWin', `virtio-win ${bad.version} is known to be bad`),
      why: bad.knownBad,
      remedy: `Take ${good.map(({ version }) => version).join(' or ')}`,
    };
  }
  const found = `the catalogue has no virtio-win ${virtioWin ?? 'that is fit for use'}`;
  return notFound(
    'virtioWin',
    found,
    virtioWin ?? '',
    drivers.map(({ version }) => version),
  );
}

import type { Catalogue, DriverRelease, Edition, Release, ReleaseMedia } from '../base/catalogue.ts';
import type { Finding } from '../base/findings.ts';
import type { Recipe } from '../base/recipe.ts';
import { chooseDrivers } from './choose-drivers.ts';
import { chooseKey, type KeyChoice } from './choose-key.ts';
import { chooseMedia, languageFindings } from './choose-media.ts';
import { hardwareFindings } from './hardware-findings.ts';
import { driverPinFindings, mediaPinFindings } from './pin-findings.ts';
import { notFound, planError, recipeError } from './plan-findings.ts';

/** What a recipe means in a catalogue. */
export type Choice = {
  readonly release: Release;
  /** With the index that the medium is said to have, and the key that Setup takes. */
  readonly edition: Edition;
  readonly media: ReleaseMedia;
  /** Absent for a release that needs no drivers of its own. */
  readonly drivers?: DriverRelease | undefined;
  /** Warnings, and from `considerRelease` errors. */
  readonly findings: readonly Finding[];
};

/**
 * Picks release, edition, installation medium and driver version. Of the media that hold the edition, the one that the
 * recipe names, or the first in its language, or the first; of the drivers, the version that the recipe names or the
 * first that is not known to be bad.
 * Throws `GP-RECIPE-RELEASE` or, when it is not only that, `GP-RECIPE-INVALID`, with every mistake.
 */
export function chooseRelease(recipe: Recipe, catalogue: Catalogue): Choice {
  const choice = considerRelease(recipe, catalogue);
  const errors = choice.findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw planError(recipe, errors);
  return choice;
}

/**
 * What `chooseRelease` picks, for a check that goes on: mistakes that leave a choice, such as too little memory or no
 * key, are among the findings. Throws as it does when something cannot be picked.
 */
export function considerRelease(recipe: Recipe, catalogue: Catalogue): Choice {
  const release = catalogue.releases.find(({ id }) => id === recipe.release);
  if (release === undefined) {
    const known = catalogue.releases.map(({ id }) => id);
    throw planError(recipe, [
      notFound('release', `the catalogue has no release ${recipe.release}`, recipe.release, known),
    ]);
  }
  const edition = release.editions.find(({ id }) => id === recipe.edition);
  const media = chooseMedia(recipe, release);
  const drivers = chooseDrivers(recipe, release, catalogue);
  const key: KeyChoice = edition === undefined ? { findings: [] } : chooseKey(recipe, release, edition);
  const findings = [
    ...(edition === undefined ? [noEdition(recipe, release)] : []),
    // Of an edition that does not exist there is no medium either.
    ...('where' in media && edition !== undefined ? [media] : []),
    ...('where' in drivers ? [drivers] : []),
    ...key.findings,
    ...hardwareFindings(recipe, release),
    ...rehearsalFindings(recipe, release),
  ];
  if (edition === undefined || 'where' in media || 'where' in drivers) {
    throw planError(
      recipe,
      findings.filter(({ severity }) => severity === 'error'),
    );
  }
  const place = media.images?.indexOf(edition.id) ?? -1;
  return {
    release,
    edition: { ...edition, index: place < 0 ? edition.index : place + 1, key: key.key },
    media,
    ...drivers,
    findings: [
      ...findings,
      ...languageFindings(recipe, media),
      ...mediaPinFindings(media),
      ...driverPinFindings(drivers.drivers),
    ],
  };
}

function noEdition(recipe: Recipe, release: Release): Finding {
  const known = release.editions.map(({ id }) => id);
  return notFound('edition', `${release.id} has no edition ${recipe.edition}`, recipe.edition, known);
}

function rehearsalFindings(recipe: Recipe, release: Release): readonly Finding[] {
  if (recipe.rehearsal === undefined || release.kind === 'rehearsal') return [];
  return [
    {
      ...recipeError('GP-RECIPE-VALUE', 'rehearsal', `${release.id} is no rehearsal`),
      why: 'Windows plays no failures on request',
      remedy: 'Remove the key, or build the release rehearsal',
    },
  ];
}

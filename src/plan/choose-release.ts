import type { Catalogue, DriverRelease, Edition, Release, ReleaseMedia } from '../base/catalogue.ts';
import type { ErrorCode } from '../base/error-codes.ts';
import { GoldpaneError } from '../base/errors.ts';
import type { Finding } from '../base/findings.ts';
import { nearNames } from '../base/near-names.ts';
import type { Recipe } from '../base/recipe.ts';

/** What a recipe means in a catalogue. */
export type Choice = {
  readonly release: Release;
  readonly edition: Edition;
  readonly media: ReleaseMedia;
  /** Absent for a release that needs no drivers of its own. */
  readonly drivers?: DriverRelease | undefined;
  /** Warnings. */
  readonly findings: readonly Finding[];
};

/**
 * Picks release, edition, installation medium and driver version: the medium in the recipe's language or else the
 * first, the driver version that the recipe names or else the first that is not known to be bad.
 * Throws `GP-RECIPE-RELEASE` or, when it is not only that, `GP-RECIPE-INVALID`, with every mistake.
 */
export function chooseRelease(recipe: Recipe, catalogue: Catalogue): Choice {
  const release = catalogue.releases.find(({ id }) => id === recipe.release);
  if (release === undefined) {
    const known = catalogue.releases.map(({ id }) => id);
    throw planError(recipe, [
      notFound('release', `the catalogue has no release ${recipe.release}`, recipe.release, known),
    ]);
  }
  const edition = release.editions.find(({ id }) => id === recipe.edition);
  const media = release.media.find(({ language }) => language === recipe.language) ?? release.media[0];
  const drivers = chooseDrivers(recipe, release, catalogue);
  const findings = [
    ...(edition === undefined ? [noEdition(recipe, release)] : []),
    ...(media === undefined ? [noMedia(release)] : []),
    ...('id' in drivers ? [drivers] : []),
    ...hardwareFindings(recipe, release),
    ...rehearsalFindings(recipe, release),
  ];
  if (edition === undefined || media === undefined || 'id' in drivers || findings.length > 0) {
    throw planError(recipe, findings);
  }
  return { release, edition, media, ...drivers, findings: languageFindings(recipe, media) };
}

function chooseDrivers(
  { virtioWin }: Recipe,
  release: Release,
  { drivers }: Catalogue,
): Pick<Choice, 'drivers'> | Finding {
  if (release.driverFolder === undefined) return {};
  const chosen = drivers.find(({ version, knownBad }) =>
    virtioWin === undefined ? knownBad === undefined : version === virtioWin,
  );
  if (chosen?.knownBad !== undefined) {
    const good = drivers.filter(({ knownBad }) => knownBad === undefined).map(({ version }) => version);
    return {
      ...recipeFinding('GP-RECIPE-RELEASE', 'virtioWin', `virtio-win ${chosen.version} is known to be bad`),
      why: chosen.knownBad,
      remedy: `Take ${good.join(' or ')}`,
    };
  }
  if (chosen !== undefined) return { drivers: chosen };
  const found = `the catalogue has no virtio-win ${virtioWin ?? 'that is fit for use'}`;
  return notFound(
    'virtioWin',
    found,
    virtioWin ?? '',
    drivers.map(({ version }) => version),
  );
}

function noEdition(recipe: Recipe, release: Release): Finding {
  const known = release.editions.map(({ id }) => id);
  return notFound('edition', `${release.id} has no edition ${recipe.edition}`, recipe.edition, known);
}

function noMedia(release: Release): Finding {
  return {
    ...recipeFinding('GP-RECIPE-RELEASE', 'release', `the catalogue has no installation medium of ${release.id}`),
    why: 'there is nothing to install from',
    remedy: 'Add one with source: user to a catalogue file of your own',
  };
}

function hardwareFindings({ hardware }: Recipe, { id, minimum }: Release): readonly Finding[] {
  return (['cpus', 'memoryMib', 'diskGib'] as const)
    .filter((part) => hardware[part] < minimum[part])
    .map((part) => ({
      ...recipeFinding('GP-RECIPE-VALUE', `hardware.${part}`, `${hardware[part]} is less than ${id} needs`),
      why: 'Setup refuses such a machine, or fails on it half-way',
      remedy: `Say ${part}: ${minimum[part]} or more`,
    }));
}

function rehearsalFindings(recipe: Recipe, release: Release): readonly Finding[] {
  if (recipe.rehearsal === undefined || release.kind === 'rehearsal') return [];
  return [
    {
      ...recipeFinding('GP-RECIPE-VALUE', 'rehearsal', `${release.id} is no rehearsal`),
      why: 'Windows plays no failures on request',
      remedy: 'Remove the key, or build the release rehearsal',
    },
  ];
}

function languageFindings(recipe: Recipe, media: ReleaseMedia): readonly Finding[] {
  if (media.language === recipe.language) return [];
  return [
    {
      ...recipeFinding('GP-RECIPE-VALUE', 'language', `no installation medium speaks ${recipe.language}`),
      severity: 'warning',
      why: `texts will be in ${media.language}, formats as in ${recipe.language}`,
      remedy: `Add a medium in ${recipe.language} to a catalogue file of your own, or say language: ${media.language}`,
    },
  ];
}

function notFound(where: string, found: string, name: string, known: readonly string[]): Finding {
  const near = nearNames(name, known);
  return {
    ...recipeFinding('GP-RECIPE-RELEASE', where, found),
    why: 'only what is pinned in a catalogue can be built',
    remedy: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Known: ${known.join(', ') || 'none'}`,
  };
}

function recipeFinding(id: ErrorCode, where: string, found: string): Omit<Finding, 'why' | 'remedy'> {
  return { id, severity: 'error', where, found };
}

function planError({ name }: Recipe, findings: readonly Finding[]): GoldpaneError {
  const first = findings[0];
  const isOne = first !== undefined && findings.every(({ id }) => id === first.id);
  const message = findings.length === 1 ? `: ${first?.found}` : ` for ${findings.length} reasons`;
  return new GoldpaneError(isOne ? first.id : 'GP-RECIPE-INVALID', `The recipe ${name} cannot be planned${message}`, {
    hint: findings.length === 1 ? (first?.remedy ?? '') : 'Correct each key that is named',
    findings,
  });
}

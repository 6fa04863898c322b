import type { Edition, Release } from '../base/catalogue.ts';
import { GoldpaneError } from '../base/errors.ts';
import type { Finding } from '../base/findings.ts';
import { nearNames } from '../base/near-names.ts';
import type { Recipe } from '../base/recipe.ts';
import { findEdition } from '../media/find-edition.ts';
import type { WimImage } from '../media/image/wim-info.ts';
import type { MediumInfo } from '../media/inspect-iso.ts';

/** What a recipe wants of a medium. */
export type MediumWish = {
  readonly recipe: Pick<Recipe, 'language' | 'minEvaluationDays'>;
  readonly release: Pick<Release, 'id' | 'architecture' | 'build' | 'evaluationDays'>;
  readonly edition: Edition;
  readonly media: { readonly id: string };
};

/** Whether the firmware's variables hold the certificate of an authority. */
export type Trusts = (authority: string) => boolean;

/**
 * Everything in which a recipe, the medium it is installed from, and the firmware that starts it do not agree, as far as
 * the medium's own description says it. Without `trusts` nobody knows the firmware.
 */
export function mediumFindings(wish: MediumWish, info: MediumInfo, trusts?: Trusts): readonly Finding[] {
  return [
    ...editionFindings(wish, info),
    ...evaluationFindings(wish),
    ...bootFindings(wish, info),
    ...(trusts === undefined ? [] : loaderFindings(wish, info, trusts)),
  ];
}

/** The image of the edition; when there is none, why. */
function editionImage({ release, edition, media }: MediumWish, { images }: MediumInfo): WimImage | Finding {
  try {
    return findEdition(images, edition, release.architecture);
  } catch (error) {
    if (!(error instanceof GoldpaneError)) throw error;
    const near = nearNames(
      edition.editionId ?? edition.id,
      images.map(({ editionId }) => editionId),
    );
    const remedy = near.length > 0 ? `Did you mean edition: ${near.join(' or ')}? ${error.hint}` : error.hint;
    return finding(
      'GP-MEDIA-EDITION',
      media.id,
      error.message,
      'Setup would stop: there is nothing to install',
      remedy,
    );
  }
}

/** A medium without the edition may be of another build or language besides: all of its images share both. */
function editionFindings(wish: MediumWish, info: MediumInfo): readonly Finding[] {
  const image = editionImage(wish, info);
  if (!('severity' in image)) return imageFindings(wish, image);
  return [image, ...info.images.slice(0, 1).flatMap((first) => imageFindings(wish, first))];
}

function imageFindings({ recipe, release, media }: MediumWish, image: WimImage): readonly Finding[] {
  const { name, build, languages, defaultLanguage } = image;
  const findings: Finding[] = [];
  if (build !== release.build) {
    const found = `${name} is build ${build}, and ${release.id} is ${release.build}`;
    const remedy = `Name the release of this medium in the catalogue, or use a medium of ${release.id}`;
    findings.push(differs(media.id, found, remedy));
  }
  if (!languages.some((language) => isSame(language, recipe.language))) {
    const found = `${name} speaks ${languages.join(', ')}, and the recipe says ${recipe.language}`;
    const remedy = `Say language: ${defaultLanguage}, or import a medium in ${recipe.language}`;
    findings.push(differs(media.id, found, remedy));
  }
  return findings;
}

function evaluationFindings({ recipe, release, edition }: MediumWish): readonly Finding[] {
  const { minEvaluationDays } = recipe;
  const { evaluationDays } = release;
  if (!edition.evaluation || evaluationDays === undefined || evaluationDays > minEvaluationDays) return [];
  const found = `an evaluation of ${release.id} runs ${evaluationDays} days, and ${minEvaluationDays} are to be left`;
  const why = 'every layer counts as missing the moment it is made, and is made anew by the next build';
  const remedy = `Say a number below ${evaluationDays}`;
  return [{ ...finding('GP-RECIPE-VALUE', 'minEvaluationDays', found, why, remedy), severity: 'warning' }];
}

function bootFindings({ media }: MediumWish, { bootImages }: MediumInfo): readonly Finding[] {
  if (bootImages.prompt || bootImages.noPrompt) return [];
  return [
    finding(
      'GP-MEDIA-LOADER',
      media.id,
      'the medium has no boot image for UEFI',
      'the machine would find nothing to start',
      'Use the ISO as Microsoft publishes it; one that was packed anew often lacks efi/microsoft/boot/efisys.bin',
    ),
  ];
}

function loaderFindings({ media }: MediumWish, { loaders }: MediumInfo, trusts: Trusts): readonly Finding[] {
  return loaders.flatMap(({ path, signatures }) => {
    const authorities = [...new Set(signatures.flatMap((signature) => signature.authorities))];
    if (authorities.some(trusts)) return [];
    const found =
      authorities.length === 0
        ? `${path} is not signed`
        : `${path} is signed under ${authorities.join(', ')}, and the firmware's variables hold none of them`;
    const remedy =
      authorities.length === 0
        ? 'Use the ISO as Microsoft publishes it'
        : 'Update the firmware package of this host, or use a medium that an authority of its variables has signed';
    return [finding('GP-MEDIA-LOADER', media.id, found, 'Secure Boot would refuse to start it', remedy)];
  });
}

function differs(where: string, found: string, remedy: string): Finding {
  const why = 'the image would be something else than its recipe says';
  return { ...finding('GP-MEDIA-DIFFERS', where, found, why, remedy), severity: 'warning' };
}

function finding(id: Finding['id'], where: string, found: string, why: string, remedy: string): Finding {
  return { id, severity: 'error', where, found, why, remedy };
}

function isSame(language: string, other: string): boolean {
  return language.toLowerCase() === other.toLowerCase();
}

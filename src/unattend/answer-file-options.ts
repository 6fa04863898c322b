import type { Edition, Release } from '../base/catalogue.ts';
import type { Account, Recipe } from '../base/recipe.ts';
import type { Secret } from '../base/secret.ts';

/** What decides an answer file, as plain JSON. It holds no secret, so it can go into keys, plans and logs. */
export type AnswerFileOptions = {
  readonly skeleton: SkeletonName;
  /** Architecture of the image: Setup passes over components for another one. */
  readonly architecture: 'amd64' | 'arm64';
  /** 1-based index of the edition in `install.wim`. */
  readonly imageIndex: number;
  /** Key that picks the edition without activating it; absent for evaluation media, which refuse any key. */
  readonly productKey?: string | undefined;
  /** Language of the medium's boot image: another one makes Setup show its language page. */
  readonly mediaLanguage: string;
  /** Language of formats and of programs without Unicode, such as `en-US`. */
  readonly language: string;
  /** Input locale such as `0409:00000409` or `de-DE`. */
  readonly keyboard: string;
  /** Windows time zone name such as `UTC`. */
  readonly timezone: string;
  /** Computer name, at most 15 characters; `*` lets Setup make one. */
  readonly hostname: string;
  readonly account: Account;
};

/** The skeletons in `unattend-templates/`, by file name without `.xml`. */
export const skeletonNames = ['client', 'server'] as const;
export type SkeletonName = (typeof skeletonNames)[number];

/** Text of each skeleton. */
export type Skeletons = Readonly<Record<SkeletonName, string>>;

/** What goes into an answer file that is handed to a guest and to nobody else. */
export type AnswerFileSecrets = { readonly password: Secret };

type Sources = {
  readonly recipe: Pick<Recipe, 'language' | 'keyboard' | 'timezone' | 'hostname' | 'account'>;
  readonly release: Pick<Release, 'kind' | 'architecture'>;
  readonly edition: Edition;
  readonly media: { readonly language: string };
};

/**
 * The options of a plan's answer file. Index and language come from the catalogue unless `found` says what the
 * medium itself holds, which wins. The rehearsal reads what a Windows client reads.
 */
export function answerFileOptions(
  { recipe, release, edition, media }: Sources,
  found?: { readonly imageIndex: number; readonly language: string },
): AnswerFileOptions {
  return {
    skeleton: release.kind === 'server' ? 'server' : 'client',
    architecture: release.architecture,
    imageIndex: found?.imageIndex ?? edition.index,
    ...(edition.evaluation || edition.key === undefined ? {} : { productKey: edition.key }),
    mediaLanguage: found?.language ?? media.language,
    language: recipe.language,
    keyboard: recipe.keyboard,
    timezone: recipe.timezone,
    hostname: recipe.hostname,
    account: recipe.account,
  };
}

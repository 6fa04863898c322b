import type { Edition, Release } from '../base/catalogue.ts';
import type { Account, Bypass, Recipe } from '../base/recipe.ts';

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
  /** A key that activates goes into specialize; it is a secret, so it is not here. */
  readonly hasLicenseKey?: true | undefined;
  /** Lets Remote Desktop in. */
  readonly remoteDesktop?: true | undefined;
  /** Turns the firewall off. */
  readonly firewallOff?: true | undefined;
  /** Turns Microsoft Defender off, as far as an answer file can. */
  readonly defenderOff?: true | undefined;
  /** Keeps virtualisation-based security, memory integrity and Credential Guard off. */
  readonly vbsOff?: true | undefined;
  /** Checks of the hardware that Setup passes over. */
  readonly bypass?: readonly Bypass[] | undefined;
  /** The recipe's own answer file, in place of the skeleton: what it says already stays. */
  readonly template?: AnswerSource | undefined;
  /** Fragments of the recipe, the last word on every setting. */
  readonly extra?: readonly AnswerSource[] | undefined;
};

/** An XML file of a recipe: its name for messages, and its text. */
export type AnswerSource = { readonly name: string; readonly text: string };

/** The skeletons of an installation in `unattend-templates/`, by file name without `.xml`. */
export const skeletonNames = ['client', 'server'] as const;
export type SkeletonName = (typeof skeletonNames)[number];

/** Text of each skeleton. */
export type Skeletons = Readonly<Record<SkeletonName, string>>;

type Sources = {
  readonly recipe: Pick<Recipe, 'language' | 'keyboard' | 'timezone' | 'hostname' | 'account'> &
    Partial<Pick<Recipe, 'license' | 'features' | 'defender' | 'vbs' | 'bypass'>>;
  readonly release: Pick<Release, 'kind' | 'architecture'>;
  readonly edition: Edition;
  readonly media: { readonly language: string };
};

/** What is known beside recipe and catalogue. */
export type AnswerFileFacts = {
  /** What the medium itself holds, once it is there. */
  readonly found?: { readonly imageIndex: number; readonly language: string } | undefined;
  /** The files that `unattend:` of the recipe names. */
  readonly template?: AnswerSource | undefined;
  readonly extra?: readonly AnswerSource[] | undefined;
};

/**
 * The options of a plan's answer file. Index and language come from the catalogue unless `found` says what the
 * medium itself holds, which wins. The rehearsal reads what a Windows client reads.
 */
export function answerFileOptions(
  { recipe, release, edition, media }: Sources,
  { found, template, extra = [] }: AnswerFileFacts = {},
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
    ...(recipe.license?.key && !edition.evaluation ? { hasLicenseKey: true } : {}),
    ...(recipe.features?.rdp === 'on' ? { remoteDesktop: true } : {}),
    ...(recipe.features?.firewall === 'off' ? { firewallOff: true } : {}),
    ...(recipe.defender?.state === 'off' ? { defenderOff: true } : {}),
    ...(recipe.vbs === 'off' ? { vbsOff: true } : {}),
    ...(recipe.bypass?.length ? { bypass: recipe.bypass } : {}),
    ...(template ? { template } : {}),
    ...(extra.length > 0 ? { extra } : {}),
  };
}

import type { Edition, Release } from '../base/catalogue.ts';
import type { Finding } from '../base/findings.ts';
import type { Recipe } from '../base/recipe.ts';
import { recipeError } from './plan-findings.ts';

/** The public key that Setup takes to pick an edition, and what is wrong with the recipe's licence. */
export type KeyChoice = { readonly key?: string | undefined; readonly findings: readonly Finding[] };

/**
 * Picks the key that Setup gets: none for an evaluation, that of KMS clients with a KMS host, else the generic one.
 * Source: docs: MicrosoftDocs/windowsserverdocs:WindowsServerDocs/get-started/kms-client-activation-keys.md
 */
export function chooseKey({ license }: Pick<Recipe, 'license'>, release: Release, edition: Edition): KeyChoice {
  if (edition.evaluation) return { findings: license === undefined ? [] : [noKeyTaken(edition)] };
  if (license?.kmsHost !== undefined) {
    return edition.kmsKey === undefined
      ? { findings: [noKms(release, edition)] }
      : { key: edition.kmsKey, findings: [] };
  }
  const key = edition.key ?? edition.kmsKey;
  if (key !== undefined) return { key, findings: [] };
  // The rehearsal installs whatever it is told to.
  return { findings: release.kind === 'rehearsal' || license?.key !== undefined ? [] : [noKey(release, edition)] };
}

function noKeyTaken({ id }: Edition): Finding {
  return {
    ...recipeError('GP-RECIPE-VALUE', 'license', `${id} is an evaluation, which takes no licence`),
    why: 'Setup stops at a key that fits no image, and an evaluation of Windows cannot be licensed afterwards',
    remedy: 'Remove license, or take an edition that is no evaluation, from a medium of your own',
  };
}

function noKms({ id }: Release, edition: Edition): Finding {
  return {
    ...recipeError('GP-RECIPE-VALUE', 'license.kmsHost', `no key of KMS clients is known for ${id} ${edition.id}`),
    why: 'only editions with such a key are activated by a KMS host',
    remedy: 'Take an edition of the volume channel, or add kmsKey to the edition in a catalogue file of your own',
  };
}

function noKey({ id }: Release, edition: Edition): Finding {
  return {
    ...recipeError('GP-RECIPE-VALUE', 'edition', `no installation key is known for ${id} ${edition.id}`),
    why: 'Setup stops at its page for the key',
    remedy: 'Say license.key, or add key to the edition in a catalogue file of your own',
  };
}

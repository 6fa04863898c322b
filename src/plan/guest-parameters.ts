import type { Edition } from '../base/catalogue.ts';
import type { Features, Recipe, Switch } from '../base/recipe.ts';

/**
 * What scripts in the guest are told: `goldpane.json` on the install medium, which docs/architecture.md explains name
 * by name. It is part of the installation, so whatever decides it decides the install layer's key too.
 */
export type GuestParameters = {
  readonly schema: 'goldpane/parameters/1';
  /** The local administrator. */
  readonly account: string;
  /** `none` for a key that picks the edition and activates nothing. */
  readonly activation: 'evaluation' | 'key' | 'kms' | 'none';
  /** With `:port` when it is not 1688. */
  readonly kmsHost: string | null;
  readonly features: Features;
  readonly defender: { readonly state: Switch; readonly exclude: readonly string[] };
  readonly vbs: Switch;
  readonly nestedVirtualisation: Switch;
  readonly automaticRepair: Switch;
};

/** The parameters of a recipe's guest. Every name is there, so that strict scripts can ask for any. */
export function guestParameters(recipe: Recipe, edition: Pick<Edition, 'evaluation'>): GuestParameters {
  const { account, license, features, defender, vbs, nestedVirtualisation, automaticRepair } = recipe;
  return {
    schema: 'goldpane/parameters/1',
    account: account.name,
    activation: activationOf(license, edition),
    kmsHost: license?.kmsHost ?? null,
    features,
    defender,
    vbs,
    nestedVirtualisation,
    automaticRepair,
  };
}

function activationOf(
  license: Recipe['license'],
  { evaluation }: Pick<Edition, 'evaluation'>,
): GuestParameters['activation'] {
  if (evaluation) return 'evaluation';
  if (license?.kmsHost !== undefined) return 'kms';
  return license?.key === undefined ? 'none' : 'key';
}

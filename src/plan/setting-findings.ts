import type { Edition } from '../base/catalogue.ts';
import type { Finding } from '../base/findings.ts';
import type { Recipe } from '../base/recipe.ts';

/** A wish of a recipe that only a step in the guest can carry out. */
type Wish = { readonly where: string; readonly script: string; readonly why: string; readonly isWished: boolean };

/** Wishes of a recipe that none of its steps carries out. */
export function settingFindings(recipe: Recipe, { evaluation }: Pick<Edition, 'evaluation'>): readonly Finding[] {
  const scripts = [...recipe.layers.flatMap(({ steps }) => steps), ...recipe.seal.steps].map(({ script }) => script);
  return wishesOf(recipe, evaluation)
    .filter(({ isWished, script }) => isWished && !scripts.includes(script))
    .map(({ where, script, why }) => ({
      id: 'GP-RECIPE-VALUE',
      severity: 'warning',
      where,
      found: `no step runs ${script}`,
      why,
      remedy: `Add a layer with \`script: ${script}\`; docs/guest-scripts.md tells what it needs`,
    }));
}

function wishesOf({ defender, nestedVirtualisation, license }: Recipe, evaluation: boolean): readonly Wish[] {
  return [
    {
      where: 'edition',
      script: 'goldpane:activate',
      why: 'an evaluation that is not activated soon shuts itself down again and again',
      isWished: evaluation,
    },
    {
      where: 'license',
      script: 'goldpane:activate',
      why: 'the key or KMS host is set, and nothing activates with it while the image is built',
      isWished: license !== undefined,
    },
    {
      where: 'defender',
      script: 'goldpane:defender',
      why: 'Setup alone cannot turn Defender off for good or keep it from paths',
      isWished: defender.state === 'off' || defender.exclude.length > 0,
    },
    {
      where: 'nestedVirtualisation',
      script: 'goldpane:nested-virtualisation',
      why: "the guest gets the processor's part, and Windows does not use it",
      isWished: nestedVirtualisation === 'on',
    },
  ];
}

import type { Finding } from '../base/findings.ts';
import type { RecipeLayer, RecipeStep } from '../base/recipe.ts';
import type { ScriptHead } from '../base/script-head.ts';
import { recipeError } from './plan-findings.ts';

/** What a script needs and its recipe does not give it. */
export function stepFindings(
  layer: Pick<RecipeLayer, 'name' | 'network'>,
  step: Pick<RecipeStep, 'script' | 'reboot'>,
  head: ScriptHead,
): readonly Finding[] {
  const where = `layer ${layer.name}, ${step.script}`;
  return [
    ...(head.network === 'internet' && layer.network === 'none' ? [noNetwork(where)] : []),
    ...(head.reboot === 'allowed' && step.reboot === 'never' ? [noReboot(where)] : []),
  ];
}

function noNetwork(where: string): Finding {
  return {
    ...recipeError('GP-RECIPE-VALUE', where, 'the script needs the Internet, and its layer has no network'),
    why: 'a layer reaches nothing unless it says so',
    remedy: 'Say `network: internet` for the layer',
  };
}

function noReboot(where: string): Finding {
  return {
    ...recipeError('GP-RECIPE-VALUE', where, 'the script may want a restart, and its step says `reboot: never`'),
    why: 'a restart that nobody allowed ends the build',
    remedy: 'Say `reboot: allowed` for the step',
  };
}

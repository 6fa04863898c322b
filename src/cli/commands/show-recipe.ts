import { stringify } from 'yaml';
import { showRecipe } from '../../api.ts';
import type { Action } from '../command-spec.ts';

type Shown = Awaited<ReturnType<typeof showRecipe>>;

/** `show recipe`: as loaded, with `extends` applied and defaults filled in; then what runs in the guest, as comments. */
export const showRecipeAction: Action = async ([name = ''], { options, result }) => {
  const shown = await showRecipe(name, options.allowPath);
  result(shown, () => [`# ${shown.path}`, stringify(shown.recipe, { lineWidth: 0 }), ...runs(shown)].join('\n'));
};

function runs({ steps }: Shown): readonly string[] {
  return [
    '# What runs in the guest, in order:',
    ...steps.flatMap(({ layer, script, purpose, network, runAs, reboot, packages }, index) => [
      `#  ${index + 1}. ${[layer, script].join(': ')} (${[
        network === 'internet' ? 'reaches the Internet' : 'no network',
        { never: 'never restarts', allowed: 'may restart', always: 'restarts' }[reboot],
        `as ${runAs}`,
        ...(packages.length > 0 ? [`brings ${packages.join(', ')}`] : []),
      ].join(', ')})`,
      ...(purpose === undefined ? [] : [`#     ${purpose}`]),
    ]),
  ];
}

import { describePlan, preparePlan } from '../../api.ts';
import type { Action } from '../command-spec.ts';
import { planOptions } from '../plan-options.ts';

/** `plan recipe`: what a build would do. */
export const planRecipeAction: Action = async ([name = ''], context) => {
  const plan = await preparePlan(name, planOptions(context, await context.settings()));
  const text = await describePlan(plan);
  context.result(plan, () => text);
};

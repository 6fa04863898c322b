import type { PlanOptions, Settings } from '../api.ts';
import type { Context } from './context.ts';

/** The options that every command with a recipe shares, out of flags and settings. */
export function planOptions({ options, signal }: Context, settings: Settings): PlanOptions {
  return { accelerator: settings.accelerator.value, allowPaths: options.allowPath, frozen: options.frozen, signal };
}

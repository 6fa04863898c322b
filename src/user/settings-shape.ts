import * as z from 'zod';
import { xdgDirectory } from '../host/environment.ts';

const absolutePath = z.string().regex(/^\//, { error: 'must be an absolute path' });
const accelerator = z.enum(['kvm', 'tcg']);
const progress = z.enum(['auto', 'tree', 'lines']);

/** What `config.yaml` may hold. */
export const ConfigFile = z.strictObject({
  store: absolutePath.optional(),
  accelerator: accelerator.optional(),
  offline: z.boolean().optional(),
  progress: progress.optional(),
});

/** What the environment may say, by setting. Texts become values here. */
export const EnvironmentShape = z.object({
  store: absolutePath.optional(),
  accelerator: accelerator.optional(),
  offline: z.stringbool({ error: 'must be true or false' }).optional(),
  progress: progress.optional(),
});

/** A setting's name. */
export type SettingName = keyof typeof settingVariables;

/** The environment variable of each setting. */
export const settingVariables = {
  store: 'GOLDPANE_STORE',
  accelerator: 'GOLDPANE_ACCEL',
  offline: 'GOLDPANE_OFFLINE',
  progress: 'GOLDPANE_PROGRESS',
} as const;

/** The flag of each setting that has one. */
export const settingFlags = { store: '--store', accelerator: '--accel', offline: '--offline' } as const;

/** What counts when nothing was said. No accelerator means: KVM, or what the recipe allows without it. */
export function defaultSettings(): { readonly store: string; readonly offline: boolean; readonly progress: 'auto' } {
  return { store: xdgDirectory('data'), offline: false, progress: 'auto' };
}

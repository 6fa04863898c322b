import * as z from 'zod';
import type { RecipeStep, SealPolicy } from '../base/recipe.ts';
import { Step } from './step-schema.ts';

const Mode = z
  .enum(['specialized', 'generalized'])
  .describe('`specialized` keeps the installed identity, `generalized` runs sysprep as the last step');

const Steps = z
  .array(Step)
  .min(1)
  .max(64)
  .prefault([{ script: 'goldpane:seal' }]);

const LongSeal = z.strictObject({ mode: Mode.default('specialized'), steps: Steps });

/** What generalizes; nothing of the guest can be asked afterwards, so it comes last. */
const generalize: RecipeStep = Step.parse({ script: 'goldpane:generalize' });

/** The seal: its mode alone, or with the steps that go before. */
export const Seal = z
  .union([LongSeal, Mode.transform((mode) => LongSeal.parse({ mode }))])
  .transform(({ mode, steps }): SealPolicy => {
    return { mode, steps: mode === 'generalized' ? [...steps, generalize] : steps };
  })
  .describe('The last layer, made anew for every image');

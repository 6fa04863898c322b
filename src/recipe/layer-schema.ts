import * as z from 'zod';
import type { RecipeLayer } from '../base/recipe.ts';
import { Name, nameFromScript, refuseFileTwice, Step, stepFields } from './step-schema.ts';

const layerFields = {
  network: z
    .enum(['none', 'internet'])
    .default('none')
    .describe('`none` is a network that leads nowhere, `internet` leads there and to nothing of the host'),
  period: Name.optional().describe('A new value makes the layer anew, such as `2026-11` for monthly updates'),
};

const LongLayer = z
  .strictObject({ name: Name, ...layerFields, steps: z.array(Step).min(1).max(64) })
  .transform((layer): RecipeLayer => layer);

const ShortFields = z.strictObject({
  name: Name.optional().describe('Default: the name of the script'),
  ...layerFields,
  ...stepFields,
});

const ShortLayer = ShortFields.superRefine(refuseFileTwice).transform(
  ({ name, network, period, ...step }): RecipeLayer => {
    const ownName = nameFromScript(step.script);
    return { name: name ?? ownName, network, period, steps: [{ name: ownName, ...step }] };
  },
);

const reserved = ['install', 'seal'];

/** The script layers of a recipe. A layer of one step may be written as that step. */
export const Layers = z
  .array(z.union([ShortLayer, LongLayer]))
  .max(64)
  .superRefine((layers, { addIssue }) => {
    for (const [index, { name }] of layers.entries()) {
      const isTwice = layers.findIndex((other) => other.name === name) < index;
      const problem = isTwice ? 'is the name of an earlier layer' : 'is a name that goldpane uses itself';
      if (isTwice || reserved.includes(name)) {
        addIssue({ code: 'custom', path: [index, 'name'], message: `${problem}: \`${name}\`` });
      }
    }
  });

import * as z from 'zod';
import { Recipe } from './schema.ts';

/** The JSON Schema of a recipe file as an author writes it, for editors: `recipes/recipe.schema.json`. */
export function recipeJsonSchema(): Readonly<Record<string, unknown>> {
  const { required, ...schema } = z.toJSONSchema(Recipe, { io: 'input' });
  return {
    ...schema,
    // What a recipe must say may stand in the one that it extends.
    anyOf: [{ required: ['extends'] }, { required }],
    title: 'goldpane recipe',
    description: 'What a golden image is made of. Lists replace what `extends` brings, maps are merged.',
  };
}

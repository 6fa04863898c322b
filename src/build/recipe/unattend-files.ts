import { readText } from '../../host/files.ts';
import type { AnswerFileFacts, AnswerSource } from '../../unattend/answer-file-options.ts';
import type { FoundRecipe } from './find-recipe.ts';

/** The XML files that `unattend:` of a recipe names, read. */
export async function readUnattendFiles({
  recipe,
  pathOf,
}: Pick<FoundRecipe, 'recipe' | 'pathOf'>): Promise<Pick<AnswerFileFacts, 'template' | 'extra'>> {
  const { template, extra } = recipe.unattend;
  const read = async (name: string): Promise<AnswerSource> => ({
    name,
    text: await readText(pathOf({ from: name, name })),
  });
  return {
    extra: await Promise.all(extra.map(read)),
    ...(template === undefined ? {} : { template: await read(template) }),
  };
}

import type { Action } from './command-spec.ts';
import type { CommandName } from './command-tree.ts';

/** What each command does; its code is imported when it runs. */
export const actions: Readonly<Record<CommandName, () => Promise<Action>>> = {
  'build recipe': async () => (await import('./commands/build-recipe.ts')).buildRecipeAction,
  'plan recipe': async () => (await import('./commands/plan-recipe.ts')).planRecipeAction,
  'render recipe': async () => (await import('./commands/render-recipe.ts')).renderRecipeAction,
  'check host': async () => (await import('./commands/check-host.ts')).checkHostAction,
  'check recipe': async () => (await import('./commands/check-recipe.ts')).checkRecipeAction,
  'check answer-file': async () => (await import('./commands/check-answer-file.ts')).checkAnswerFileAction,
  'check image': async () => (await import('./commands/check-image.ts')).checkImageAction,
  'fetch media': async () => (await import('./commands/fetch-media.ts')).fetchMediaAction,
  'import media': async () => (await import('./commands/import-media.ts')).importMediaAction,
  'list recipes': async () => (await import('./commands/list-recipes.ts')).listRecipesAction,
  'list images': async () => (await import('./commands/list-images.ts')).listImagesAction,
  'list runs': async () => (await import('./commands/list-runs.ts')).listRunsAction,
  'list media': async () => (await import('./commands/list-media.ts')).listMediaAction,
  'show recipe': async () => (await import('./commands/show-recipe.ts')).showRecipeAction,
  'show image': async () => (await import('./commands/show-image.ts')).showImageAction,
  'show run': async () => (await import('./commands/show-run.ts')).showRunAction,
  'show media': async () => (await import('./commands/show-media.ts')).showMediaAction,
  'show config': async () => (await import('./commands/show-config.ts')).showConfigAction,
  explain: async () => (await import('./commands/explain.ts')).explainAction,
  completion: async () => (await import('./commands/completion.ts')).completionAction,
};

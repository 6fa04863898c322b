import { join } from 'node:path';
import {
  type BuildResult,
  buildRecipe,
  type Clone,
  cloneImage,
  GoldpaneError,
  loadSettings,
  openStore,
} from 'goldpane';

/**
 * Builds a recipe, or finds that its image is there already, and makes a private guest from it below `directory`.
 * Its disk is an overlay on the image; UEFI variables and TPM are its own.
 */
export async function buildAndClone(
  recipe: string,
  directory: string,
  signal?: AbortSignal,
): Promise<{ readonly built: BuildResult; readonly clone: Clone }> {
  const store = (await loadSettings()).store.value;
  try {
    const built = await buildRecipe(recipe, {
      store,
      signal,
      onEvent: (event) => {
        if (event.kind === 'stage.entered') console.error(`${event.layer}: ${event.stage}`);
      },
    });
    const reference = `${built.image}:${built.version}`;
    const clone = await cloneImage(await openStore(store), reference, join(directory, 'guest'), signal);
    return { built, clone };
  } catch (error) {
    if (error instanceof GoldpaneError) console.error(`${error.code}: ${error.message}\n${error.hint}`);
    throw error;
  }
}

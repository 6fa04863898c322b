import { dirname, join } from 'node:path';
import { GoldpaneError } from '../base/errors.ts';
import type { RecipeLayer } from '../base/recipe.ts';
import { copySparse, listDirectory, makeDirectory, writeFileAtomic } from '../host/files.ts';
import { layerMediumFiles } from '../media/layer-medium.ts';
import type { MediumFile } from '../media/medium-file.ts';
import { chooseRelease } from '../plan/choose-release.ts';
import { planSteps } from '../plan/plan-layers.ts';
import { findRecipe } from './find-recipe.ts';
import { gatherSources } from './gather-sources.ts';
import { installFiles, sealFiles } from './pack-media.ts';
import { readUnattendFiles } from './unattend-files.ts';

/** Where to render, and what the recipe may use. */
export type RenderOptions = {
  /** A directory that is empty or not there yet. */
  readonly out: string;
  readonly allowPaths?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
};

/**
 * Writes what a build would put on its media as directories: `install/` with the answer file, and one per layer of
 * scripts. Nothing is booted and no medium is needed: index and language come from the catalogue, and placeholders
 * stand for secrets. Throws `GP-USAGE` when `out` holds anything, and the errors of recipes and answer files.
 */
export async function renderRecipe(
  name: string,
  options: RenderOptions,
): Promise<{ readonly files: readonly string[] }> {
  const { out, signal } = options;
  if ((await listDirectory(out)).length > 0) {
    throw new GoldpaneError('GP-USAGE', `The directory ${out} is not empty`, {
      hint: 'Name a directory that is empty or does not exist, so that nothing of yours is mixed up',
    });
  }
  const found = await findRecipe(name, options.allowPaths);
  const { recipe, catalogue, pathOf } = found;
  const choice = chooseRelease(recipe, catalogue);
  const digests = await gatherSources(found, choice.release);
  const plan = { recipe, ...choice };
  const planned = ({ name: layer, steps }: Pick<RecipeLayer, 'name' | 'steps'>) => ({
    name: layer,
    steps: planSteps(steps, digests),
  });
  const seal = planned({ name: 'seal', steps: recipe.seal.steps });
  const trees = [
    { name: 'install', files: await installFiles({ plan, facts: await readUnattendFiles(found) }) },
    ...recipe.layers.map(planned).map((layer) => ({ name: layer.name, files: layerMediumFiles({ layer, pathOf }) })),
    { name: 'seal', files: await sealFiles({ plan, layer: seal, pathOf }) },
  ];
  const files: string[] = [];
  for (const tree of trees) files.push(...(await writeTree(join(out, tree.name), tree.files, signal)));
  return { files };
}

async function writeTree(directory: string, files: readonly MediumFile[], signal?: AbortSignal): Promise<string[]> {
  const paths: string[] = [];
  for (const { name, content } of files) {
    const path = join(directory, name);
    await makeDirectory(dirname(path));
    if ('path' in content) await copySparse(content.path, path, signal ? { signal } : {});
    else await writeFileAtomic(path, content.bytes);
    paths.push(path);
  }
  return paths;
}

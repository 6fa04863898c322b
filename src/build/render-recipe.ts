import { dirname, join } from 'node:path';
import { GoldpaneError } from '../base/errors.ts';
import type { PlannedLayer } from '../base/plan.ts';
import { copySparse, listDirectory, makeDirectory, writeFileAtomic } from '../host/files.ts';
import { layerMediumFiles } from '../media/layer-medium.ts';
import type { MediumFile } from '../media/medium-file.ts';
import { chooseRelease } from '../plan/choose-release.ts';
import { planSteps } from '../plan/plan-layers.ts';
import { type FoundRecipe, findRecipe } from './find-recipe.ts';
import { gatherSources } from './gather-sources.ts';
import { installFiles } from './pack-media.ts';
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
  const inputs = { digests, choice: { tools: catalogue.tools, ...choice } };
  const layers: readonly Pick<PlannedLayer, 'name' | 'steps'>[] = [
    ...recipe.layers,
    { name: 'seal', network: 'none' as const, ...recipe.seal },
  ].map((layer) => ({ name: layer.name, steps: planSteps(layer, inputs).steps }));
  const trees = [
    {
      name: 'install',
      files: await installFiles({ plan: { recipe, ...choice }, facts: await readUnattendFiles(found) }),
    },
    ...layers.map((layer) => ({ name: layer.name, files: renderedLayer(layer, pathOf) })),
  ];
  const files: string[] = [];
  for (const tree of trees) files.push(...(await writeTree(join(out, tree.name), tree.files, signal)));
  return { files };
}

// Packages are fetched when a build needs them: what is rendered does without.
function renderedLayer(
  layer: Pick<PlannedLayer, 'name' | 'steps'>,
  pathOf: FoundRecipe['pathOf'],
): readonly MediumFile[] {
  const steps = layer.steps.map((step) => ({ ...step, packages: [] }));
  return layerMediumFiles({ layer: { ...layer, steps }, pathOf, packagePathOf: ({ name }) => name });
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

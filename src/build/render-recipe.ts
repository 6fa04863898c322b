import { dirname, join, resolve } from 'node:path';
import { GoldpaneError } from '../base/errors.ts';
import type { Finding } from '../base/findings.ts';
import type { PlannedPackage, PlannedStep } from '../base/plan.ts';
import type { RecipeLayer } from '../base/recipe.ts';
import { copySparse, listDirectory, makeDirectory } from '../host/files.ts';
import { writeFileAtomic } from '../host/write-atomic.ts';
import { layerMediumFiles } from '../media/pack/layer-medium.ts';
import type { MediumFile } from '../media/pack/medium-file.ts';
import { chooseRelease } from '../plan/choose-release.ts';
import { planSteps } from '../plan/plan-layers.ts';
import { knownMedia } from './media/known-media.ts';
import { type MissingPackage, missingPackages } from './media/missing-packages.ts';
import { installFiles, sealFiles } from './media/pack-media.ts';
import { findRecipe } from './recipe/find-recipe.ts';
import { gatherSources } from './recipe/gather-sources.ts';
import { readUnattendFiles } from './recipe/unattend-files.ts';
import { defaultStoreDirectory } from './store-directory.ts';

/** Where to render, and what the recipe may use. */
export type RenderOptions = {
  /** A directory that is empty or not there yet. */
  readonly out: string;
  /** Where the installation medium may be; `$XDG_DATA_HOME/goldpane` when absent. */
  readonly store?: string | undefined;
  readonly allowPaths?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** What was written, and what could not be. */
export type RenderedRecipe = {
  readonly files: readonly string[];
  /** What a build puts onto the install medium and is not here: a rendering fetches nothing. */
  readonly notFetched: readonly MissingPackage[];
  /** Where the medium is not what the catalogue says. */
  readonly findings: readonly Finding[];
};

/**
 * Writes what a build would put on its media as directories: `install/` with the answer file, and one per layer of
 * scripts. Nothing is booted or fetched. Index, language and drivers are those of the media that the store has, else
 * the catalogue's; placeholders stand for secrets. Throws `GP-USAGE` when `out` holds anything, and the errors of
 * recipes, answer files and media.
 */
export async function renderRecipe(name: string, options: RenderOptions): Promise<RenderedRecipe> {
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
  const inputs = { digests, choice: { tools: catalogue.tools, ...choice } };
  const planned = (layer: Pick<RecipeLayer, 'name' | 'network' | 'steps'>) => ({
    layer: { name: layer.name, steps: withoutPackages(planSteps(layer, inputs).steps) },
    pathOf,
    packagePathOf: ({ name: file }: PlannedPackage) => file,
  });
  const { facts, drivers, findings } = await knownMedia(
    plan,
    resolve(options.store ?? defaultStoreDirectory()),
    signal,
  );
  const seal = planned({ name: 'seal', network: 'none', steps: recipe.seal.steps });
  const trees = [
    {
      name: 'install',
      files: await installFiles({ plan, drivers, facts: { ...facts, ...(await readUnattendFiles(found)) } }),
    },
    ...recipe.layers.map(planned).map((parts) => ({ name: parts.layer.name, files: layerMediumFiles(parts) })),
    { name: 'seal', files: await sealFiles({ plan, ...seal }) },
  ];
  const files: string[] = [];
  for (const tree of trees) files.push(...(await writeTree(join(out, tree.name), tree.files, signal)));
  const notFetched = drivers ? [] : missingPackages(choice.release, choice.drivers);
  return { files, notFetched, findings };
}

// They are fetched when a build needs them.
function withoutPackages(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  return steps.map((step) => ({ ...step, packages: [] }));
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

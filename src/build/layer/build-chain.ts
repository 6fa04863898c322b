import type { PlannedLayer } from '../../base/plan.ts';
import { findLayer, type StoredLayer } from '../../store/find-layer.ts';
import type { Build } from '../build.ts';
import { fetchMissingPackages } from '../media/step-packages.ts';
import { makeLayer } from './make-layer.ts';

/** The layers of a plan that are kept: all but the seal. Those that are missing are made, each on the one before. */
export async function buildChain(build: Build): Promise<StoredLayer> {
  const layers = build.plan.layers.filter(({ kind }) => kind !== 'seal');
  const cached = await cachedLayers(build, layers);
  announce(build, cached.length);
  await fetchMissingPackages(build, build.plan.layers.slice(cached.length));
  let parent = cached.at(-1);
  for (const layer of layers.slice(cached.length)) parent = await makeLayer(build, layer, parent);
  if (parent === undefined) throw new TypeError('a plan has at least its install layer');
  return parent;
}

/** The layers from the first on that need not be made. */
async function cachedLayers(build: Build, layers: readonly PlannedLayer[]): Promise<readonly StoredLayer[]> {
  const cached: StoredLayer[] = [];
  if (build.rebuild) return cached;
  const { minEvaluationDays } = build.plan.recipe;
  for (const { key } of layers) {
    const layer = await findLayer(build.store, key, { minEvaluationDays });
    if (!layer) break;
    cached.push(layer);
  }
  return cached;
}

function announce({ plan, journal }: Build, cachedCount: number): void {
  const { recipe, key, accelerator } = plan;
  const layers = plan.layers.map((layer, index) => ({
    name: layer.name,
    key: layer.key,
    cached: index < cachedCount,
  }));
  journal.emit({ kind: 'plan.resolved', image: recipe.name, key, accelerator, layers });
  for (const layer of layers) {
    if (layer.cached) journal.emit({ kind: 'layer.cached', layer: layer.name, key: layer.key });
  }
}

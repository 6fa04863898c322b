import type { Catalogue } from '../base/catalogue.ts';
import type { Sha256 } from '../base/ids.ts';
import type { Recipe, RecipeStep } from '../base/recipe.ts';
import type { AcceptedPin } from './lock-file.ts';

/** Something with a pin: a file of the catalogue, or a package of a recipe. */
type Pinned = { readonly sha256?: Sha256 | undefined; readonly sizeBytes?: number | undefined };

/**
 * The catalogue with accepted digests in place of the pins that they were accepted for. A pin that has changed since
 * stands: whoever changed it knew better.
 */
export function withAcceptedPins(catalogue: Catalogue, accepted: readonly AcceptedPin[]): Catalogue {
  if (accepted.length === 0) return catalogue;
  return {
    releases: catalogue.releases.map((release) => ({
      ...release,
      media: release.media.map((media) => withPin(media.id, media, accepted)),
    })),
    drivers: catalogue.drivers.map((drivers) => withPin(`virtio-win-${drivers.version}`, drivers, accepted)),
    tools: catalogue.tools.map((tool) => withPin(tool.id, tool, accepted)),
  };
}

/** The same for the packages that a recipe's steps pin themselves, which are known by their file names. */
export function withAcceptedPackages(recipe: Recipe, accepted: readonly AcceptedPin[]): Recipe {
  if (accepted.length === 0) return recipe;
  const withPins = (step: RecipeStep): RecipeStep => {
    if (step.packages === undefined) return step;
    const packages = step.packages.map((wanted) =>
      typeof wanted === 'string' ? wanted : withPin(wanted.file, wanted, accepted),
    );
    return { ...step, packages };
  };
  return {
    ...recipe,
    layers: recipe.layers.map((layer) => ({ ...layer, steps: layer.steps.map(withPins) })),
    seal: { ...recipe.seal, steps: recipe.seal.steps.map(withPins) },
  };
}

function withPin<Entry extends Pinned>(id: string, entry: Entry, accepted: readonly AcceptedPin[]): Entry {
  const found = accepted.find((pin) => pin.id === id && pin.pinned === entry.sha256);
  return found === undefined ? entry : { ...entry, sha256: found.sha256, sizeBytes: found.sizeBytes };
}

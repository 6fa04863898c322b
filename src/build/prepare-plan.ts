import type { HostProfile } from '../base/host-profile.ts';
import type { Plan } from '../base/plan.ts';
import { now } from '../host/clock.ts';
import { machineLayout } from '../machine/machine-spec.ts';
import { chooseRelease } from '../plan/choose-release.ts';
import { resolvePlan } from '../plan/resolve-plan.ts';
import { hostProfile } from '../preflight/host-profile.ts';
import { servicingOf } from '../recipe/lifecycle.ts';
import type { LockedInputs } from '../recipe/lock-file.ts';
import { type FoundRecipe, findRecipe } from './recipe/find-recipe.ts';
import { gatherSources, mediaDigest } from './recipe/gather-sources.ts';
import { recipeInputs, requireLocked } from './recipe/recipe-lock.ts';
import { recipePackages } from './recipe/recipe-packages.ts';

/** What decides a plan beside the recipe. */
export type PlanOptions = {
  /** Takes this accelerator even where the recipe or the host would say otherwise. */
  readonly accelerator?: 'kvm' | 'tcg' | undefined;
  /** Paths outside the recipe's own directory that it may use. */
  readonly allowPaths?: readonly string[] | undefined;
  /** Fails when anything that an image is made of differs from the recipe's lock file. */
  readonly frozen?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** A plan with what is needed to act on it. */
export type PreparedPlan = {
  readonly plan: Plan;
  readonly host: HostProfile;
  readonly found: FoundRecipe;
  readonly inputs: LockedInputs;
};

/** Resolves a recipe by name into a plan; nothing is touched. Throws the errors of recipes, catalogues, plans, hosts. */
export async function preparePlan(name: string, options: PlanOptions = {}): Promise<Plan> {
  return (await prepare(name, options)).plan;
}

/** Resolves a recipe by name into a plan, with what is needed to act on it. Throws what `preparePlan` throws. */
export async function prepare(name: string, options: PlanOptions): Promise<PreparedPlan> {
  const { signal, accelerator } = options;
  const found = await findRecipe(name, options.allowPaths);
  const { recipe, catalogue } = found;
  const choice = chooseRelease(recipe, catalogue);
  const { release, edition, media } = choice;
  const [sources, sourceDigest] = await Promise.all([gatherSources(found, release), mediaDigest(release, media)]);
  const { packages } = recipePackages(found, choice, sources);
  const inputs = recipeInputs({ ...choice, packages }, sources, sourceDigest);
  if (options.frozen) requireLocked(found.lock, recipe.name, inputs);
  // The host comes second: a recipe with a mistake must not boot anything.
  const host = await hostProfile({ size: recipe.hardware, signal });
  const servicing = servicingOf(release, edition.id, now());
  const known = { recipe, catalogue, sources, media: { sourceDigest }, host, machineLayout, servicing };
  return { plan: resolvePlan({ ...known, options: { accelerator } }), host, found, inputs };
}

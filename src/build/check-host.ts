import { GoldpaneError } from '../base/errors.ts';
import type { Recipe } from '../base/recipe.ts';
import { inspectIso } from '../media/inspect-iso.ts';
import { type Choice, chooseRelease } from '../plan/choose-release.ts';
import { checkMedium, firmwareHere } from '../preflight/check-medium.ts';
import type { LoaderFacts } from '../preflight/checks/certificates.ts';
import { gatherHostFacts } from '../preflight/gather-host-facts.ts';
import type { HostCheck } from '../preflight/host-check.ts';
import { type HostNeeds, runners, windowsNeeds } from '../preflight/host-needs.ts';
import { judgeHost } from '../preflight/judge-host.ts';
import { storePaths } from '../store/layout.ts';
import { cachedMedium } from './media/cached-media.ts';
import { buildNeeds } from './recipe/build-needs.ts';
import { findRecipe } from './recipe/find-recipe.ts';
import { defaultStoreDirectory } from './store-directory.ts';

/** What a host is checked for: any Windows when nothing is said. */
export type CheckHostOptions = {
  /** Name or path of the recipe that is to be built. */
  readonly recipe?: string | undefined;
  /** Name of the runner that is to take images: `qemu`, `libvirt` or `vfio`. */
  readonly runner?: string | undefined;
  /** With `tcg` nothing is asked of KVM. */
  readonly accelerator?: 'kvm' | 'tcg' | undefined;
  /** The store; `$XDG_DATA_HOME/goldpane` when absent. */
  readonly store?: string | undefined;
  readonly allowPaths?: readonly string[] | undefined;
  /** Called before something that takes longer than a moment. */
  readonly onSlow?: ((what: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** What was found of a host. */
export type CheckedHost = {
  /** What it was checked for, such as `recipe rehearsal`. */
  readonly what: string;
  /** No check failed: the work can be done here. */
  readonly isFit: boolean;
  readonly checks: readonly HostCheck[];
};

/**
 * Checks whether this host can build: programs, firmware, memory, disk, network, and a guest that is really started.
 * Nothing is changed; what takes long is tried once and remembered. Throws what finding a recipe throws, `GP-USAGE` for
 * an unknown runner, `GP-CANCELLED`.
 */
export async function checkHost(options: CheckHostOptions = {}): Promise<CheckedHost> {
  const { store = defaultStoreDirectory(), accelerator, onSlow, signal } = options;
  const target = options.recipe === undefined ? undefined : await recipeTarget(options.recipe, options.allowPaths);
  const needs: HostNeeds = {
    ...(target ? buildNeeds(target.recipe, target.choice, accelerator) : windowsNeeds(accelerator)),
    ...(options.runner === undefined ? {} : runnerNeeds(options.runner)),
  };
  const [facts, loaders] = await Promise.all([
    gatherHostFacts(needs, store, { onSlow, signal }),
    target && loaderFacts(target, store, signal),
  ]);
  const checks = judgeHost({ ...facts, loaders }, needs);
  return { what: needs.what, isFit: checks.every(({ outcome }) => outcome !== 'fail'), checks };
}

function runnerNeeds(name: string): Pick<HostNeeds, 'what' | 'runner' | 'internet'> {
  const runner = runners.find((known) => known === name);
  if (runner === undefined) {
    throw new GoldpaneError('GP-USAGE', `There is no runner ${name}`, { hint: `Runners: ${runners.join(', ')}` });
  }
  return { what: `runner ${runner}`, runner, internet: 'none' };
}

type RecipeTarget = { readonly recipe: Recipe; readonly choice: Choice };

async function recipeTarget(name: string, allowPaths: readonly string[] | undefined): Promise<RecipeTarget> {
  const { recipe, catalogue } = await findRecipe(name, allowPaths);
  return { recipe, choice: chooseRelease(recipe, catalogue) };
}

/** Whether the firmware starts the recipe's medium; undefined while the medium is not here. */
async function loaderFacts(
  { recipe, choice }: RecipeTarget,
  store: string,
  signal: AbortSignal | undefined,
): Promise<LoaderFacts | undefined> {
  const isRehearsal = choice.release.kind === 'rehearsal';
  const medium = isRehearsal ? undefined : await cachedMedium(storePaths(store), choice.media);
  if (medium === undefined) return undefined;
  const findings = await checkMedium({ recipe, ...choice }, await inspectIso(medium, signal), await firmwareHere());
  return { medium: choice.media.id, refused: findings.find((finding) => finding.id === 'GP-MEDIA-LOADER') };
}

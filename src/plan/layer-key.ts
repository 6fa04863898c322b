import { digestOf } from '../base/canonical-json.ts';
import type { Edition, Release } from '../base/catalogue.ts';
import type { LayerKey, PlanKey, Sha256 } from '../base/ids.ts';
import type { InstallSources, MachineContract, PlannedMedia, PlannedStep, SourceFile } from '../base/plan.ts';
import type { Recipe, RecipeLayer } from '../base/recipe.ts';

/** Raised when the same inputs would make something else: every layer is then made anew. */
const format = 1;

/** What decides an installation. */
export type InstallInputs = {
  readonly recipe: Recipe;
  readonly release: Pick<Release, 'kind' | 'architecture' | 'driverFolder'>;
  readonly edition: Edition;
  readonly media: PlannedMedia;
  readonly drivers?: { readonly sha256: string } | undefined;
  readonly machine: MachineContract;
  readonly install: InstallSources;
};

/**
 * Key of the install layer. It covers what ends up on the disk. Left out: processors and memory, limits, accelerator,
 * the recipe's name and words, where files came from, and an edition's index, which the medium itself decides.
 */
export function installKey({ recipe, release, edition, media, drivers, machine, install }: InstallInputs): LayerKey {
  return digestOf({
    format,
    kind: 'install',
    media: { digest: media.sourceDigest, language: media.language },
    edition: { id: edition.id, name: edition.name, key: edition.key, evaluation: edition.evaluation },
    release: { kind: release.kind, architecture: release.architecture },
    drivers: drivers && { digest: drivers.sha256, folder: release.driverFolder },
    machine,
    diskGib: recipe.hardware.diskGib,
    ...systemInputs(recipe),
    // A rehearsal that is played in another way ends in another guest.
    rehearsal: { fail: recipe.rehearsal?.fail, seed: recipe.rehearsal?.seed },
    answerFile: install.answerFile,
    files: onMedium(install.files),
    unattend: install.unattend && {
      template: install.unattend.template?.sha256,
      extra: install.unattend.extra.map(({ sha256 }) => sha256),
    },
  }) as string as LayerKey;
}

// What a recipe wants of the installed system.
function systemInputs(recipe: Recipe) {
  const { account, language, keyboard, timezone, hostname } = recipe;
  const { license, features, defender, vbs, nestedVirtualisation, automaticRepair, bypass } = recipe;
  return {
    ...{ account, language, keyboard, timezone, hostname },
    // Whether there is a key and not which: neither the key nor its place may be found out from a layer's.
    license: { ownKey: license?.key !== undefined, kmsHost: license?.kmsHost },
    ...{ features, vbs, nestedVirtualisation, automaticRepair, bypass: [...bypass].sort() },
    defender: { state: defender.state, exclude: [...defender.exclude].sort() },
  };
}

/**
 * Key of a script layer. Names of layers and steps are labels and stay out, so that recipes share layers; what counts
 * is what the steps are, in which order, on what.
 */
export function scriptKey(
  parent: LayerKey,
  { network, period }: Pick<RecipeLayer, 'network' | 'period'>,
  steps: readonly PlannedStep[],
): LayerKey {
  return digestOf({
    format,
    kind: 'script',
    parent,
    network,
    period,
    steps: steps.map(stepInputs),
  }) as string as LayerKey;
}

/** Key of the seal: it names what is sealed and how, and is part of the plan's key; the layer itself is never cached. */
export function sealKey(
  parent: LayerKey,
  mode: Recipe['seal']['mode'],
  steps: readonly PlannedStep[],
  sysprepFile: Sha256,
): LayerKey {
  const generalized = mode === 'generalized' ? { sysprepFile } : {};
  const inputs = { format, kind: 'seal', parent, mode, ...generalized, steps: steps.map(stepInputs) };
  return digestOf(inputs) as string as LayerKey;
}

/** Key of a plan: two plans with the same key make the same image. The manifest names processors and memory. */
export function planKey(seal: LayerKey, { cpus, memoryMib }: Recipe['hardware']): PlanKey {
  return digestOf({ format, kind: 'plan', seal, cpus, memoryMib }) as string as PlanKey;
}

// A limit does not change what a step that kept to it has done.
function stepInputs({ args, runAs, reboot, acceptExitCodes, sources, packages }: PlannedStep) {
  return {
    script: sources[0]?.name,
    args,
    runAs,
    reboot,
    acceptExitCodes: [...acceptExitCodes].sort((a, b) => a - b),
    files: onMedium(sources),
    packages: packages.length === 0 ? undefined : onMedium(packages),
  };
}

// Where a file came from does not matter, nor in which order files were listed.
function onMedium(files: readonly Pick<SourceFile, 'name' | 'sha256'>[]): Readonly<Record<string, string>> {
  return Object.fromEntries(files.map(({ name, sha256 }) => [name, sha256]));
}

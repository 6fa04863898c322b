import type { DriverRelease, Edition, Release, ReleaseMedia } from './catalogue.ts';
import type { Finding } from './findings.ts';
import type { LayerKey, PlanKey, Sha256 } from './ids.ts';
import type { Recipe, RecipeStep } from './recipe.ts';
import type { ScriptHead } from './script-head.ts';

/**
 * A recipe resolved against catalogue, file digests and host: what `build` will do, as plain JSON.
 * It holds no secrets, no times and no absolute paths: equal inputs give equal bytes.
 */
export type Plan = {
  readonly schema: 'goldpane/plan/1';
  readonly key: PlanKey;
  readonly recipe: Recipe;
  readonly release: Omit<Release, 'media' | 'editions' | 'lifecycle'>;
  /** Its index is the planned medium's, its key the one that Setup takes. */
  readonly edition: Edition;
  readonly media: PlannedMedia;
  readonly drivers?: DriverRelease | undefined;
  readonly machine: MachineContract;
  readonly accelerator: 'kvm' | 'tcg';
  readonly install: InstallSources;
  readonly layers: readonly PlannedLayer[];
  /** Warnings and infos; errors stop planning. */
  readonly findings: readonly Finding[];
};

/** The installation medium; a `built` one is named by the digest of what it is built from. */
export type PlannedMedia = ReleaseMedia & { readonly sourceDigest: Sha256 };

/** The part of the machine that an installed Windows remembers: it decides layer keys. */
export type MachineContract = {
  readonly machineType: string;
  /** Version of goldpane's own bus layout: which device sits where. */
  readonly layout: number;
  readonly firmwareVars: Sha256;
  readonly certificates: readonly string[];
  readonly tpm: 'tpm-crb';
};

/** A layer with its key. `seal` is never cached. */
export type PlannedLayer = {
  readonly name: string;
  readonly kind: 'install' | 'script' | 'seal';
  readonly key: LayerKey;
  readonly parent?: LayerKey | undefined;
  readonly network: 'none' | 'internet';
  readonly steps: readonly PlannedStep[];
};

/** A step with the digests of what lies on its medium. */
export type PlannedStep = Omit<RecipeStep, 'packages'> & {
  /** `01-name`: its folder on the layer medium. */
  readonly id: string;
  readonly sources: readonly SourceFile[];
  readonly packages: readonly PlannedPackage[];
};

/** Software that lies beside a step's script, in `packages/`. */
export type PlannedPackage = {
  /** Its file name there. */
  readonly name: string;
  readonly sha256: Sha256;
  /** Where it can be downloaded. */
  readonly urls: readonly string[];
  readonly sizeBytes?: number | undefined;
  /** Id in the catalogue; absent for a recipe's own. */
  readonly tool?: string | undefined;
};

/** A file that goes onto a medium: where from (relative to the recipe, or `goldpane:NAME`) and under which name. */
export type SourceFile = { readonly from: string; readonly name: string; readonly sha256: Sha256 };

/** What the install medium is made of. */
export type InstallSources = {
  /** Digest of skeleton and modifiers of the answer file; the options that they take are in the plan. */
  readonly answerFile: Sha256;
  /** Scripts, driver packages and guest agent, by their names on the medium. */
  readonly files: readonly SourceFile[];
  /** The recipe's own files for the answer file. */
  readonly unattend?: UnattendSources | undefined;
};

/** A recipe's own files for its answer file. */
export type UnattendSources = { readonly template?: SourceFile | undefined; readonly extra: readonly SourceFile[] };

/** A script or file that a recipe names, with the files that it stands for on a layer medium. */
export type RequiredSource = {
  readonly reference: string;
  readonly files: readonly Omit<SourceFile, 'sha256'>[];
};

/** Digests of all sources of a plan, gathered by whoever can read files. */
export type SourceDigests = {
  /** The files of every `RequiredSource`, by its reference. */
  readonly references: Readonly<Record<string, readonly SourceFile[]>>;
  /** What scripts say of themselves, by their reference. */
  readonly heads: Readonly<Record<string, ScriptHead>>;
  readonly install: InstallSources;
  /** Skeleton and modifiers of the answer file that sysprep is given; its options are those of the installation. */
  readonly sysprepFile: Sha256;
};

import type { Sha256 } from './ids.ts';
import type { StageLimits } from './stages.ts';

/** A recipe as loaded: `extends` applied, defaults filled in. It holds no host paths and no digests. */
export type Recipe = {
  readonly name: string;
  readonly description: string;
  /** Id of a release in the catalogue: `rehearsal`, `win11-23h2`. */
  readonly release: string;
  /** EditionID as the WIM metadata has it: `Professional`, `EnterpriseEval`, `ServerStandardEval`. */
  readonly edition: string;
  /** Id of an installation medium in the catalogue; absent: the first that holds the edition, in the language. */
  readonly media?: string | undefined;
  /** Version of the virtio-win drivers, as the catalogue names it; absent for releases that need none. */
  readonly virtioWin?: string | undefined;
  /** Language of the installed system, a BCP 47 tag such as `en-US`. */
  readonly language: string;
  /** Input locale in the form that Setup takes, such as `0409:00000409` or `de-DE`. */
  readonly keyboard: string;
  /** Windows time zone name, such as `UTC`. */
  readonly timezone: string;
  /** Computer name, at most 15 characters; `*` lets Setup make one. */
  readonly hostname: string;
  readonly hardware: Hardware;
  readonly account: Account;
  /** Absent: Setup takes a public key that activates nothing, or none for an evaluation. */
  readonly license?: License | undefined;
  readonly features: Features;
  readonly defender: Defender;
  /** `off` keeps virtualisation-based security and memory integrity from starting. */
  readonly vbs: Switch;
  /** `on` gives the guest the processor's virtualisation, for WSL 2 and containers. */
  readonly nestedVirtualisation: Switch;
  /** `off` makes Windows boot on after a failure instead of waiting in its repair environment. */
  readonly automaticRepair: Switch;
  /** Checks of Setup that are passed over, sorted. */
  readonly bypass: readonly Bypass[];
  readonly unattend: UnattendFiles;
  readonly layers: readonly RecipeLayer[];
  readonly seal: SealPolicy;
  readonly limits: StageLimits;
  /** Whether a build may run without hardware virtualisation when the command does not say so. */
  readonly emulation: 'allowed' | 'refused';
  /** A cached layer whose evaluation ends earlier than this counts as missing. */
  readonly minEvaluationDays: number;
  /** Only for the release `rehearsal`: the failure to play and the seed that shuffles drive letters. */
  readonly rehearsal?: RehearsalWishes | undefined;
};

/** What the guest gets; it does not change what is installed, so it is not part of a layer's key. */
export type Hardware = { readonly cpus: number; readonly memoryMib: number; readonly diskGib: number };

export type Switch = 'on' | 'off';

/** What the installed system is activated with. */
export type License = {
  readonly key?: LicenseKey | undefined;
  /** Name or address of a KMS host, with `:port` when it is not 1688. */
  readonly kmsHost?: string | undefined;
};

/** Where a product key is read when a build needs it: an environment variable, or a file beside the recipe. */
export type LicenseKey = { readonly environment: string } | { readonly file: string };

/** What the installed system offers: Remote Desktop, with its firewall rules; and the firewall itself. */
export type Features = { readonly rdp: Switch; readonly firewall: Switch };

/** Microsoft Defender, and the paths in the guest that it does not scan. */
export type Defender = { readonly state: Switch; readonly exclude: readonly string[] };

/** A check of Setup, by what it looks at. */
export const bypasses = ['cpu', 'ram', 'secure-boot', 'storage', 'tpm'] as const;
export type Bypass = (typeof bypasses)[number];

/** XML files of the recipe for its answer file; paths relative to the recipe's file. */
export type UnattendFiles = {
  /** A whole answer file in place of goldpane's own skeleton. */
  readonly template?: string | undefined;
  /** Fragments that are added, in this order. */
  readonly extra: readonly string[];
};

/** The one local administrator. The password is never part of a recipe. */
export type Account = { readonly name: string; readonly displayName: string };

/** `specialized` keeps the installed machine's identity, `generalized` runs sysprep. */
export type SealPolicy = { readonly mode: 'specialized' | 'generalized'; readonly steps: readonly RecipeStep[] };

/** A layer of guest scripts. */
export type RecipeLayer = {
  readonly name: string;
  /** `internet` goes through passt; `none` is a network that leads nowhere. */
  readonly network: 'none' | 'internet';
  /** Part of the key: a new value makes the layer anew, such as `2026-11` for monthly updates. */
  readonly period?: string | undefined;
  readonly steps: readonly RecipeStep[];
};

/** One job inside the guest. */
export type RecipeStep = {
  readonly name: string;
  /** `goldpane:NAME` for a script that goldpane brings, else a path relative to the recipe's file. */
  readonly script: string;
  readonly args: readonly string[];
  /** Files that lie beside the script on the layer medium; paths relative to the recipe's file. */
  readonly files: readonly string[];
  /** Absent: those that the script itself names. */
  readonly packages?: readonly StepPackage[] | undefined;
  readonly runAs: 'system' | 'user';
  readonly reboot: 'never' | 'allowed' | 'always';
  readonly acceptExitCodes: readonly number[];
  /** Overrides `limits.step`. */
  readonly timeoutMinutes?: number | undefined;
};

/** Software for the guest: a tool of the catalogue by id or name, or the recipe's own, pinned by its digest. */
export type StepPackage =
  | string
  | {
      readonly file: string;
      readonly sha256: Sha256;
      readonly urls: readonly string[];
      readonly sizeBytes?: number | undefined;
    };

/** How a rehearsal is played. */
export type RehearsalWishes = { readonly fail?: string | undefined; readonly seed?: number | undefined };

import type { Catalogue, Servicing } from '../base/catalogue.ts';
import type { HostProfile } from '../base/host-profile.ts';
import type { Sha256 } from '../base/ids.ts';
import type { InstallSources, MachineContract, Plan, SourceDigests } from '../base/plan.ts';
import type { Recipe } from '../base/recipe.ts';
import type { Accelerator } from './choose-accelerator.ts';
import { chooseAccelerator } from './choose-accelerator.ts';
import { chooseRelease } from './choose-release.ts';
import { installKey, planKey } from './layer-key.ts';
import { servicingFindings } from './pin-findings.ts';
import { planError } from './plan-findings.ts';
import { planLayers } from './plan-layers.ts';
import { settingFindings } from './setting-findings.ts';

/** Everything that a plan is made from. Equal inputs give equal plans. */
export type PlanInputs = {
  readonly recipe: Recipe;
  readonly catalogue: Catalogue;
  /** Digests of what `requiredSources` names, and of the install medium's sources. */
  readonly sources: SourceDigests;
  /** Digest of the medium's file, or of what a built medium is made from. */
  readonly media: { readonly sourceDigest: Sha256 };
  readonly host: HostProfile;
  /** How the edition is served today; absent: nobody looked. */
  readonly servicing?: Servicing | undefined;
  /** Version of the machine's bus layout. */
  readonly machineLayout: number;
  readonly options?: { readonly accelerator?: Accelerator | undefined } | undefined;
};

/**
 * What `build` will do: a recipe resolved against catalogue, digests and host. A finding that is an error keeps it from
 * being built. Throws `GP-RECIPE-RELEASE`, `GP-RECIPE-VALUE` or both as `GP-RECIPE-INVALID`.
 */
export function resolvePlan(inputs: PlanInputs): Plan {
  const { recipe, catalogue, sources, media, host, machineLayout, servicing, options } = inputs;
  const choice = chooseRelease(recipe, catalogue);
  const { accelerator, findings } = chooseAccelerator(recipe, host, options?.accelerator);
  const { media: _media, editions: _editions, lifecycle: _lifecycle, ...release } = choice.release;
  const resolved = {
    recipe,
    release,
    edition: choice.edition,
    media: { ...choice.media, ...media },
    ...(choice.drivers === undefined ? {} : { drivers: choice.drivers }),
    machine: machineContract(host, machineLayout),
    install: installSources(recipe, sources),
  };
  const choices = { tools: catalogue.tools, release, drivers: choice.drivers };
  const planned = planLayers(recipe, installKey(resolved), { digests: sources, choice: choices });
  if (planned.findings.length > 0) throw planError(recipe, planned.findings);
  return {
    schema: 'goldpane/plan/1',
    key: planKey(planned.seal, recipe.hardware),
    ...resolved,
    accelerator,
    layers: planned.layers,
    findings: [
      ...choice.findings,
      ...servicingFindings(release, choice.edition, servicing),
      ...settingFindings(recipe, choice.edition),
      ...findings,
    ],
  };
}

function installSources({ unattend }: Recipe, { install, references }: SourceDigests): InstallSources {
  const { template, extra } = unattend;
  if (template === undefined && extra.length === 0) return install;
  const hashed = (reference: string) => {
    const file = references[reference]?.[0];
    if (file === undefined) throw new TypeError(`the file ${reference} was not hashed`);
    return file;
  };
  const own = { extra: extra.map(hashed), ...(template === undefined ? {} : { template: hashed(template) }) };
  return { ...install, unattend: own };
}

function machineContract({ machineType, firmware }: HostProfile, layout: number): MachineContract {
  return {
    machineType,
    layout,
    firmwareVars: firmware.vars.sha256,
    certificates: [...firmware.certificates].sort(),
    tpm: 'tpm-crb',
  };
}

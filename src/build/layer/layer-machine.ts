import { type HostProfile, leftOut } from '../../base/host-profile.ts';
import type { Nonce } from '../../base/ids.ts';
import type { Plan, PlannedLayer } from '../../base/plan.ts';
import { randomHex } from '../../host/random.ts';
import type { FwCfgEntry, MachineCdrom } from '../../machine/machine-spec.ts';
import type { BootPlan } from '../../machine/start-boot.ts';
import type { StateFiles } from '../../store/layout.ts';
import { machineIdentity } from './machine-identity.ts';

/** Length to which texts for the rehearsal are padded: saved machine states need entries of one size. */
const paddedLength = 32;

/** What a build's machine is made of. */
export type LayerMachine = {
  readonly plan: Plan;
  readonly host: HostProfile;
  readonly files: StateFiles;
  readonly cdroms: readonly MachineCdrom[];
  readonly network: BootPlan['network'];
};

/** The machine of one boot of a build, with a nonce of its own. */
export function layerMachine({ plan, host, files, cdroms, network }: LayerMachine): BootPlan {
  const { cpus, memoryMib } = plan.recipe.hardware;
  const nestedVirtualisation = plan.recipe.nestedVirtualisation === 'on';
  const { code } = host.firmware;
  return {
    qemu: host.qemu.path,
    accelerator: plan.accelerator,
    machineType: host.machineType,
    cpus,
    hostCpus: host.cpus,
    memoryMib,
    nestedVirtualisation,
    firmware: { code, vars: { path: files.uefiVars, format: 'raw' } },
    disk: { path: files.disk, mode: 'build' },
    tpmDirectory: files.tpm,
    cdroms,
    network,
    nonce: randomHex(16) as Nonce,
    ...machineIdentity((plan.layers[0] as PlannedLayer).key),
    fwCfg: rehearsalTexts(plan),
    without: leftOut(host),
  };
}

function rehearsalTexts({ release, recipe }: Plan): readonly FwCfgEntry[] {
  if (release.kind !== 'rehearsal') return [];
  const { fail = 'none', seed = 0 } = recipe.rehearsal ?? {};
  return [
    { name: 'opt/goldpane/rehearsal-fail', value: fail.padEnd(paddedLength) },
    { name: 'opt/goldpane/rehearsal-seed', value: String(seed).padEnd(paddedLength) },
  ];
}

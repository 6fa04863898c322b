import type { EmitEvent, EventBody } from '../../base/events.ts';
import type { HostProfile } from '../../base/host-profile.ts';
import type { Plan, PlannedLayer } from '../../base/plan.ts';
import type { Secret } from '../../base/secret.ts';
import type { Stage } from '../../base/stages.ts';
import type { MachineCdrom } from '../../machine/machine-spec.ts';
import { createTpmState } from '../../machine/swtpm.ts';
import { checkpointBoot, checkpoints, dropBoot, type LayerBoot, newBoot } from '../../store/boots.ts';
import type { LayerFacts } from '../../store/layer-record.ts';
import type { PartialLayer } from '../../store/partial-layer.ts';
import { limitScale } from '../../watch/limits.ts';
import { startWatch, type Watch } from '../../watch/watch-boots.ts';
import { layerMachine } from './layer-machine.ts';
import { networkOf } from './layer-network.ts';
import { layerWork } from './layer-work.ts';
import { type BootOutcome, type BootWork, type RunningGuest, watchedBoot } from './watched-boot.ts';

/** Everything that a layer is built from. */
export type LayerBuild = {
  readonly plan: Plan;
  readonly layer: PlannedLayer;
  readonly host: HostProfile;
  /** ISOs of this layer. One with a `bootIndex` is booted from until the disk has been written to. */
  readonly cdroms: readonly MachineCdrom[];
  readonly runDirectory: string;
  readonly emit: EmitEvent;
  readonly secrets: readonly Secret[];
  readonly allowHostLoopback: boolean;
  readonly signal: AbortSignal;
  /** More to do in each boot before the guest is powered off. */
  readonly beforePowerOff?: ((guest: RunningGuest) => Promise<void>) | undefined;
};

/** What a checkpoint remembers. Stage `off` is reached by the shutdown that completes a layer, and by nothing else. */
type Reached = { readonly stage: Stage; readonly facts: LayerFacts };

/**
 * Boots a partial layer until it is complete, from its last checkpoint on; gives what its guest said about itself. Every
 * restart of the guest is a checkpoint: disk, variables and TPM are durable before the next boot begins. Throws what a
 * boot throws.
 */
export async function buildLayer(build: LayerBuild, partial: PartialLayer): Promise<LayerFacts> {
  const { layer, plan } = build;
  const reached = (await checkpoints(partial)).at(-1)?.state as Reached | undefined;
  const facts = { ...reached?.facts };
  if (reached?.stage === 'off') return facts;
  const scale = limitScale(plan.accelerator);
  const { limits } = plan.recipe;
  const watch = startWatch({ layer: layer.name, kind: layer.kind, limits, scale, reached: reached?.stage });
  const stepLimitMs = (minutes = limits.step) => minutes * 60_000 * scale;
  const work = layerWork(layer, stepLimitMs, build.beforePowerOff);
  for (let outcome: BootOutcome = 'reboot'; outcome !== 'complete'; ) {
    const boot = await newBoot(partial, build.signal);
    if (boot.number === 1 && layer.kind === 'install') await createTpmState(boot.files.tpm, build.signal);
    outcome = await bootOnce({ ...build, emit: noteFacts(build.emit, facts) }, boot, watch, work);
    if (outcome === 'prompt-missed') await dropBoot(partial, boot);
    else await checkpointBoot(partial, boot, { stage: watch.stage, facts });
  }
  return facts;
}

function noteFacts(emit: EmitEvent, facts: Record<string, string | number | boolean>): EmitEvent {
  return (event: EventBody) => {
    if (event.kind === 'guest.message' && event.message.kind === 'fact')
      facts[event.message.name] = event.message.value;
    emit(event);
  };
}

async function bootOnce(build: LayerBuild, boot: LayerBoot, watch: Watch, work: BootWork): Promise<BootOutcome> {
  const { plan, layer, host, emit, secrets, runDirectory, signal } = build;
  const cdroms = build.cdroms.map((cdrom) => (watch.diskTouched ? { path: cdrom.path } : cdrom));
  const network = networkOf(layer, host, build.allowHostLoopback);
  const machine = layerMachine({ plan, host, files: boot.files, cdroms, network });
  const options = { layer: layer.name, boot: boot.number, runDirectory, watch, emit, secrets, signal };
  return await watchedBoot(machine, options, work);
}

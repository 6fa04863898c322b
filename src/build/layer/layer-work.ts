import type { PlannedLayer, PlannedStep } from '../../base/plan.ts';
import { runStep, type StepOptions } from './run-step.ts';
import { agentPatienceMs, type TakenLogs } from './step-log.ts';
import type { BootWork, RunningGuest } from './watched-boot.ts';

/**
 * What is done in each boot of a layer until the guest powers off or restarts: an install is waited for, a layer of
 * scripts has its steps run, and `beforePowerOff` comes last. One for all boots of the layer: it knows which lines of the
 * steps' logs were told.
 */
export function layerWork(
  layer: PlannedLayer,
  stepLimitMs: (minutes?: number) => number,
  beforePowerOff?: (guest: RunningGuest) => Promise<void>,
): BootWork {
  const taken: TakenLogs = new Map();
  const optionsOf = ({ timeoutMinutes }: PlannedStep) => ({ limitMs: stepLimitMs(timeoutMinutes), taken });
  return async (guest) => {
    const outcome = layer.kind === 'install' ? await guest.marker : await runSteps(guest, layer, optionsOf);
    if (outcome === 'reboot') return await guest.agent.shutdown('reboot', { signal: guest.signal });
    if (beforePowerOff) await beforePowerOff(guest);
    await powerOff(guest);
  };
}

async function runSteps(
  guest: RunningGuest,
  layer: PlannedLayer,
  optionsOf: (step: PlannedStep) => StepOptions,
): Promise<'reboot' | undefined> {
  for (const step of layer.steps) {
    const outcome = await runStep(guest, layer, step, optionsOf(step));
    if (outcome === 'reboot') return outcome;
  }
  return undefined;
}

async function powerOff({ agent, emit, signal }: RunningGuest): Promise<void> {
  await agent.ping({ signal, timeoutMs: agentPatienceMs });
  emit({ kind: 'shutdown.requested' });
  await agent.shutdown('powerdown', { signal });
}

import type { PlannedLayer } from '../base/plan.ts';
import { runStep } from './run-step.ts';
import { agentPatienceMs } from './step-log.ts';
import type { BootWork, RunningGuest } from './watched-boot.ts';

/**
 * What is done in each boot of a layer until the guest powers off or restarts: an install is waited for, a layer of
 * scripts has its steps run, and `beforePowerOff` comes last.
 */
export function layerWork(
  layer: PlannedLayer,
  stepLimitMs: (minutes?: number) => number,
  beforePowerOff?: (guest: RunningGuest) => Promise<void>,
): BootWork {
  return async (guest) => {
    const outcome = layer.kind === 'install' ? await guest.marker : await runSteps(guest, layer, stepLimitMs);
    if (outcome === 'reboot') return await guest.agent.shutdown('reboot', { signal: guest.signal });
    if (beforePowerOff) await beforePowerOff(guest);
    await powerOff(guest);
  };
}

async function runSteps(
  guest: RunningGuest,
  layer: PlannedLayer,
  stepLimitMs: (minutes?: number) => number,
): Promise<'reboot' | undefined> {
  for (const step of layer.steps) {
    const outcome = await runStep(guest, layer, step, stepLimitMs(step.timeoutMinutes));
    if (outcome === 'reboot') return outcome;
  }
  return undefined;
}

async function powerOff({ agent, emit, signal }: RunningGuest): Promise<void> {
  await agent.ping({ signal, timeoutMs: agentPatienceMs });
  emit({ kind: 'shutdown.requested' });
  await agent.shutdown('powerdown', { signal });
}

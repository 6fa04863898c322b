import type { Detector } from './detector.ts';
import { reduced } from './detector.ts';
import { describeDuration, fail } from './fail.ts';
import { agentLimitMs, isBootingInstalled, limitMs, readyLimitMs } from './limits.ts';
import type { Scene } from './scene.ts';
import type { Verdict } from './verdicts.ts';

/** When the guest said that it is ready, and when its agent went away: milliseconds of the boot. */
type AgentState = { readonly readyAtMs: number | null; readonly wasOpen: boolean; readonly closedAtMs: number | null };

const initial: AgentState = { readyAtMs: null, wasOpen: false, closedAtMs: null };

/**
 * A guest agent that does not come up although the guest is up, or that goes away and stays away. Going away is how a
 * shutdown begins, so that wait has the limit of a shutdown.
 */
export const agentSilent: Detector<AgentState> = {
  initial,
  next(state, event, scene) {
    const { nowMs } = scene.activity;
    switch (event.kind) {
      case 'boot.started':
        return reduced(initial);
      case 'agent.opened':
        return reduced({ ...state, wasOpen: true });
      case 'agent.closed':
        // A driver that comes up closes the port before anybody has opened it.
        return reduced(state.wasOpen ? { ...state, closedAtMs: nowMs } : state);
      case 'guest.message':
        return reduced(event.message.kind === 'ready' ? { ...state, readyAtMs: state.readyAtMs ?? nowMs } : state);
      case 'tick':
        return reduced(state, judge(state, scene));
      default:
        return reduced(state);
    }
  },
};

function judge(state: AgentState, scene: Scene): Verdict | undefined {
  if (scene.agentOpen || scene.shutdownRequestedAtMs !== undefined) return undefined;
  const { nowMs } = scene.activity;
  const hadAgent = state.closedAtMs !== null && (scene.options.kind !== 'install' || state.readyAtMs !== null);
  if (hadAgent) {
    const limit = limitMs(scene, 'shutdown');
    const cause = `The guest agent went away and did not come back within ${describeDuration(limit)}`;
    return nowMs - (state.closedAtMs ?? 0) < limit ? undefined : silent(scene, cause);
  }
  if (state.readyAtMs !== null) {
    const limit = readyLimitMs(scene);
    const cause = `The guest said that it is ready, but its agent did not answer within ${describeDuration(limit)}`;
    return nowMs - state.readyAtMs < limit ? undefined : silent(scene, cause);
  }
  const limit = agentLimitMs(scene);
  if (!isBootingInstalled(scene) || nowMs < limit) return undefined;
  return silent(scene, `The guest agent did not open its port within ${describeDuration(limit)} of power-on`);
}

function silent(scene: Scene, cause: string): Verdict {
  return fail(scene, {
    code: 'GP-GUEST-AGENT',
    cause,
    hint: 'Look at the last screenshot: either the system does not come up, or vioserial or the service qemu-ga does not run',
  });
}

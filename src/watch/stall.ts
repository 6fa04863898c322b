import { pulseSince } from './activity.ts';
import { statelessDetector } from './detector.ts';
import { describeDuration, fail } from './fail.ts';
import { stallLimitMs } from './limits.ts';
import type { Scene } from './scene.ts';
import { describeLastLine } from './stage-limit.ts';

const meaning = {
  idle: {
    words: 'its processor is idle, so it hangs or waits for an answer',
    hint: 'Look at the last screenshot: a dialog that waits names its reason',
  },
  busy: {
    words: 'its processor is busy, so it spins',
    hint: 'Look at the last screenshot; a guest that spins at its start often does not suit the KVM or the firmware of this host',
  },
  'partly busy': {
    words: 'its processor is partly busy',
    hint: 'Look at the last screenshot',
  },
} as const;

/**
 * A guest without any sign of life: no line on COM1, nothing read or written, the same picture. Ends a boot before the
 * limit of its stage. Not judged while steps run over the agent: a step may be quiet up to its own limit.
 */
export const stall = statelessDetector((event, scene) => {
  if (event.kind !== 'tick' || isExcused(scene)) return undefined;
  const { activity } = scene;
  const quietMs = activity.nowMs - activity.signAtMs;
  if (quietMs < stallLimitMs(scene)) return undefined;
  const { words, hint } = meaning[pulseSince(activity, 'sign')];
  const quiet = `No line, no read or write and no new picture for ${describeDuration(quietMs)}`;
  return fail(scene, { code: 'GP-GUEST-STALL', cause: `${quiet}; ${words}${describeLastLine(scene)}`, hint });
});

function isExcused(scene: Scene): boolean {
  if (scene.shutdownRequestedAtMs !== undefined) return true;
  return scene.agentOpen && (scene.options.kind !== 'install' || scene.marker);
}

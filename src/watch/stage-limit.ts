import type { Activity } from './activity.ts';
import { pulseSince } from './activity.ts';
import { statelessDetector } from './detector.ts';
import { describeDuration, fail, quote } from './fail.ts';
import { isBootingInstalled, limitMs } from './limits.ts';
import type { Scene } from './scene.ts';
import { lastLines } from './scene.ts';
import { stageTimeMs } from './track-stage.ts';

/**
 * A stage that takes longer than its limit. A shutdown that we asked for and an agent that is awaited have detectors of
 * their own.
 */
export const stageLimit = statelessDetector((event, scene) => {
  if (event.kind !== 'tick' || scene.shutdownRequestedAtMs !== undefined || isBootingInstalled(scene)) return undefined;
  const limit = limitMs(scene, scene.track.stage);
  if (stageTimeMs(scene.track) < limit) return undefined;
  return fail(scene, {
    code: 'GP-GUEST-LIMIT',
    cause: `${describeOverrun(scene, limit)}: ${describeActivity(scene.activity)}${describeLastLine(scene)}`,
    hint: `Look at the last screenshot; when the guest was still at work, raise limits.${scene.track.stage} in the recipe`,
  });
});

function describeOverrun(scene: Scene, limit: number): string {
  const silent = scene.track.stage === 'firmware' && !scene.firmwareSeen;
  if (silent) return `The firmware said nothing within ${describeDuration(limit)}`;
  return `Stage ${scene.track.stage} took longer than its limit of ${describeDuration(limit)}`;
}

/** What the guest does at the end, in words: whether it reads or writes and whether it computes. */
export function describeActivity(activity: Activity): string {
  const quietMs = activity.nowMs - activity.ioAtMs;
  if (quietMs < 10_000) return 'the guest is still reading or writing';
  return `nothing was read or written for ${describeDuration(quietMs)} and its processor is ${pulseSince(activity, 'io')}`;
}

/** `; its last line: "…"`, or nothing. */
export function describeLastLine(scene: Scene): string {
  const last = lastLines(scene).at(-1);
  return last === undefined ? '' : `; its last line: ${quote(last)}`;
}

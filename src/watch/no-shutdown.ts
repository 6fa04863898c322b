import { statelessDetector } from './detector.ts';
import { describeDuration, fail } from './fail.ts';
import { limitMs } from './limits.ts';
import { describeActivity } from './stage-limit.ts';

/** A guest that was asked to power off and does not. */
export const noShutdown = statelessDetector((event, scene) => {
  const { shutdownRequestedAtMs, activity } = scene;
  if (event.kind !== 'tick' || shutdownRequestedAtMs === undefined) return undefined;
  const limit = limitMs(scene, 'shutdown');
  if (activity.nowMs - shutdownRequestedAtMs < limit) return undefined;
  return fail(scene, {
    code: 'GP-GUEST-NO-SHUTDOWN',
    cause: `The guest did not power off within ${describeDuration(limit)}: ${describeActivity(activity)}`,
    hint: 'Look at the last screenshot; when updates were being finished, raise limits.shutdown in the recipe',
  });
});

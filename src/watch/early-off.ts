import { statelessDetector } from './detector.ts';
import { fail } from './fail.ts';

// Not activated evaluations of Windows were seen to shut down after an hour.
const evaluationMs = 55 * 60_000;

/** A guest that shut itself down before its success marker was heard. Exit code 0 of QEMU says nothing. */
export const earlyOff = statelessDetector((event, scene) => {
  if (event.kind !== 'boot.finished' || event.end.reason !== 'shutdown' || scene.marker) return undefined;
  const marker = scene.options.kind === 'install' ? 'ready' : 'done';
  const asked = scene.shutdownRequestedAtMs === undefined ? 'shut itself down' : 'shut down as asked';
  return fail(scene, {
    code: 'GP-GUEST-OFF',
    cause: `The guest ${asked}, but never said "${marker}"`,
    hint:
      scene.activity.nowMs > evaluationMs
        ? 'An evaluation of Windows that is not activated shuts down after an hour: give the layer network: internet'
        : 'Look at the last screenshot and the last lines of serial.log',
  });
});

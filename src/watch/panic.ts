import { statelessDetector } from './detector.ts';
import { fail } from './fail.ts';
import type { Scene } from './scene.ts';
import type { Verdict } from './verdicts.ts';

const inaccessibleBootDevice = 0x7b;

/**
 * A crashed guest: Windows' blue screen, Linux' panic, told by pvpanic or by Hyper-V's crash registers.
 * Source: docs: qemu/qemu:qapi/run-state.json (GUEST_PANICKED, GuestPanicInformation; arg1 is the bug check code).
 */
export const panic = statelessDetector((event, scene) => {
  if (event.kind === 'machine.event' && event.name === 'GUEST_PANICKED') return crashed(scene, bugCheck(event.data));
  if (event.kind === 'boot.finished' && event.end.reason === 'panic') return crashed(scene, undefined);
  return undefined;
});

function bugCheck(data: Readonly<Record<string, unknown>>): number | undefined {
  const { info } = data;
  if (typeof info !== 'object' || info === null || !('arg1' in info)) return undefined;
  return typeof info.arg1 === 'number' ? info.arg1 : undefined;
}

function crashed(scene: Scene, code: number | undefined): Verdict {
  const check = code === undefined ? '' : ` with bug check 0x${code.toString(16).toUpperCase()}`;
  return fail(scene, {
    code: 'GP-GUEST-PANIC',
    cause: `The guest crashed${check}`,
    hint:
      code === inaccessibleBootDevice
        ? 'Windows lost its disk: the storage driver does not fit; check the virtio-win version in the recipe'
        : 'Look at the last screenshot; build again, and with another virtio-win version when it crashes again',
  });
}

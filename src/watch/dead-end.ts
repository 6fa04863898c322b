import { awaitsInstaller } from './boot-prompt.ts';
import type { Detector } from './detector.ts';
import { reduced } from './detector.ts';
import { fail } from './fail.ts';
import { hasNothingToBoot, loaderDeadEnd, refusedLoader } from './firmware-text.ts';
import type { Scene } from './scene.ts';
import type { Verdict } from './verdicts.ts';

/** A firmware or boot loader that waits for a person. Its state is the boot entry that Secure Boot refused. */
export const deadEnd: Detector<string | null> = {
  initial: null,
  next(state, event, scene) {
    if (event.kind === 'boot.started') return reduced(null);
    if (event.kind !== 'guest.line' || scene.guestSpoke) return reduced(state);
    const refused = refusedLoader(event.text) ?? state;
    return reduced(refused, judge(event.text, refused, scene));
  },
};

function judge(text: string, refused: string | null, scene: Scene): Verdict | undefined {
  const loader = loaderDeadEnd(text);
  if (loader !== undefined) return fail(scene, { code: 'GP-GUEST-STOPPED', ...loader });
  if (!hasNothingToBoot(text) || awaitsInstaller(scene)) return undefined;
  return fail(scene, {
    code: 'GP-GUEST-STOPPED',
    cause:
      refused === null
        ? 'The firmware found nothing to boot on the installed disk'
        : `Secure Boot refused the installed boot loader (${refused})`,
    hint:
      refused === null
        ? 'The boot entry or the EFI partition is missing: look at the last screenshot, then build again with --rebuild'
        : "The boot loader's signature and the firmware's certificates do not fit: update the package with the UEFI firmware",
  });
}

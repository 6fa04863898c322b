import type { Stage } from '../base/stages.ts';
import type { Detector } from './detector.ts';
import { reduced } from './detector.ts';
import { fail } from './fail.ts';
import type { Scene } from './scene.ts';

type Resets = { readonly stage: Stage; readonly count: number };

const boots = 3;

/** Boots that end by a guest reset again and again without a new stage. A layer whose agent came up has got on. */
export const rebootLoop: Detector<Resets> = {
  initial: { stage: 'off', count: 0 },
  next(state, event, scene) {
    if (event.kind !== 'boot.finished' || event.end.reason !== 'reset') return reduced(state);
    const { stage } = scene.track;
    const count = hasGotOn(scene) ? 0 : (state.stage === stage ? state.count : 0) + 1;
    return reduced({ stage, count }, count < boots ? undefined : loop(scene, count));
  },
};

function hasGotOn(scene: Scene): boolean {
  const { stage } = scene.track;
  return stage === 'layer' || stage === 'seal';
}

function loop(scene: Scene, count: number) {
  return fail(scene, {
    code: 'GP-GUEST-REBOOT-LOOP',
    cause: `${count} boots in a row ended by a reset of the guest in stage ${scene.track.stage}`,
    hint: 'Look at the last screenshots of these boots; a driver or an update that fails resets a guest like this',
  });
}

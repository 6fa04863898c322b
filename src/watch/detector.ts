import type { BootEvent } from '../base/events.ts';
import type { Scene } from './scene.ts';
import type { Verdict } from './verdicts.ts';

/** What a reducer gives: its next state and what it concludes. */
export type Reduced<State> = { readonly state: State; readonly verdicts: readonly Verdict[] };

/**
 * One way for a boot to go right or wrong: a pure reducer. `scene` is what is known with `event` taken in; at the end of
 * a boot its stage is the one in which the boot ended.
 */
export type Detector<State> = {
  readonly initial: State;
  // A method, so that detectors with different states fit one list.
  next(state: State, event: BootEvent, scene: Scene): Reduced<State>;
};

/** A detector that needs no memory beyond the scene. */
export function statelessDetector(judge: (event: BootEvent, scene: Scene) => Verdict | undefined): Detector<null> {
  return { initial: null, next: (state, event, scene) => reduced(state, judge(event, scene)) };
}

/** A state with one verdict or none. */
export function reduced<State>(state: State, verdict?: Verdict): Reduced<State> {
  return { state, verdicts: verdict === undefined ? [] : [verdict] };
}

import type { BootEvent, EventBody } from '../base/events.ts';
import type { Stage } from '../base/stages.ts';
import { agentSilent } from './agent-silent.ts';
import { bootPrompt } from './boot-prompt.ts';
import { deadEnd } from './dead-end.ts';
import type { Detector } from './detector.ts';
import { earlyOff } from './early-off.ts';
import { ioError } from './io-error.ts';
import { kvmExit } from './kvm-exit.ts';
import { lost } from './lost.ts';
import { noShutdown } from './no-shutdown.ts';
import { panic } from './panic.ts';
import { rebootLoop } from './reboot-loop.ts';
import type { Scene, WatchOptions } from './scene.ts';
import { initialScene, nextScene } from './scene.ts';
import { setupStopped } from './setup-stopped.ts';
import { stageLimit } from './stage-limit.ts';
import { stall } from './stall.ts';
import { successMarker } from './success-marker.ts';
import type { Verdict } from './verdicts.ts';

/** All detectors, the most specific first: of several failures seen in one event the first one is told. */
const detectors: readonly Detector<unknown>[] = [
  ioError,
  kvmExit,
  panic,
  setupStopped,
  bootPrompt,
  deadEnd,
  lost,
  earlyOff,
  rebootLoop,
  noShutdown,
  agentSilent,
  stall,
  stageLimit,
  successMarker,
];

/** Everything that a watch knows, as plain data. */
export type WatchState = {
  readonly scene: Scene;
  readonly memories: readonly unknown[];
  /** The current boot has failed. */
  readonly hasFailed: boolean;
};

/** The watch before the first boot of a layer. */
function initialWatch(options: WatchOptions): WatchState {
  return { scene: initialScene(options), memories: detectors.map(({ initial }) => initial), hasFailed: false };
}

const bootKinds: Readonly<Record<BootEvent['kind'], true>> = {
  'boot.started': true,
  'boot.finished': true,
  'stage.entered': true,
  'guest.line': true,
  'guest.message': true,
  'agent.opened': true,
  'agent.closed': true,
  'shutdown.requested': true,
  'machine.event': true,
  'machine.output': true,
  'screen.changed': true,
  tick: true,
};

function isBootEvent(event: EventBody): event is BootEvent {
  return Object.hasOwn(bootKinds, event.kind);
}

/**
 * Takes one event in. Events that belong to no running boot say nothing. A boot has one end: after its `fail` nothing
 * more is concluded from it, and `complete` and `reboot` come only with its last event.
 */
function nextWatch(
  state: WatchState,
  event: EventBody,
): { readonly state: WatchState; readonly verdicts: readonly Verdict[] } {
  if (!isBootEvent(event)) return { state, verdicts: [] };
  const starts = event.kind === 'boot.started';
  if (!starts && (!state.scene.running || state.hasFailed)) return { state, verdicts: [] };
  const { state: scene, verdicts: stages } = nextScene(state.scene, event);
  const judged = event.kind === 'boot.finished' ? { ...scene, track: state.scene.track } : scene;
  const results = detectors.map((detector, index) => detector.next(state.memories[index], event, judged));
  const verdicts = results.flatMap((result) => result.verdicts);
  const failure = verdicts.find(({ kind }) => kind === 'fail');
  return {
    state: { scene, memories: results.map((result) => result.state), hasFailed: failure !== undefined },
    verdicts: failure === undefined ? [...stages, ...verdicts] : [failure],
  };
}

/** A watch over the boots of one layer. */
export type Watch = {
  /** Takes the next event in and gives what it means. Never throws; kinds that it does not know mean nothing. */
  see(event: EventBody): readonly Verdict[];
  readonly stage: Stage;
  /** False as long as the install has written nothing: only then may a boot start from the medium again. */
  readonly diskTouched: boolean;
};

/** Starts to watch the boots of one layer. */
export function startWatch(options: WatchOptions): Watch {
  let state = initialWatch(options);
  return {
    see(event) {
      const next = nextWatch(state, event);
      state = next.state;
      return next.verdicts;
    },
    get stage() {
      return state.scene.track.stage;
    },
    get diskTouched() {
      return state.scene.diskTouched;
    },
  };
}

import type { Detector, Reduced } from './detector.ts';
import { reduced } from './detector.ts';
import { fail } from './fail.ts';
import { hasNothingToBoot, installerPrompt, isDvdStarting, refusedLoader } from './firmware-text.ts';
import type { Scene } from './scene.ts';
import { systemReadsBytes } from './track-stage.ts';
import type { Verdict } from './verdicts.ts';

type PromptState = {
  /** Set once the medium's loader was started. */
  readonly waiting: { readonly cdReadBytes: number; readonly pressedAtMs: number } | undefined;
  /** The prompt grows by a dot a second: that is one sight. */
  readonly promptSeen: boolean;
  readonly refused: string | undefined;
  readonly isOver: boolean;
  /** Boots whose prompt was missed. */
  readonly missed: number;
};

const keyEveryMs = 1000;
const attempts = 3;
// What a loader that got its key has read by the time that nobody should press another one.
const keyTakenBytes = 2 * 1024 * 1024;
const initial: PromptState = {
  waiting: undefined,
  promptSeen: false,
  refused: undefined,
  isOver: false,
  missed: 0,
};

/** True while this boot is to start the installer: only then may a key be pressed, since it starts an installation. */
export function awaitsInstaller(scene: Scene): boolean {
  const { options, diskTouched, guestSpoke, track } = scene;
  return options.kind === 'install' && !diskTouched && !guestSpoke && track.cdReadBytes <= systemReadsBytes;
}

/**
 * Answers "Press any key to boot from CD or DVD": a key at the sight of it (or when a DVD is started, should the prompt
 * not be shown on COM1), then one a second until the medium is read. Sees when it was missed.
 * Source: OVMF and the Windows loader as seen on COM1; the prompt stands for 5 s.
 */
export const bootPrompt: Detector<PromptState> = {
  initial,
  next(state, event, scene) {
    if (event.kind === 'boot.started') return reduced({ ...initial, missed: state.missed });
    if (state.isOver || !awaitsInstaller(scene)) return reduced(state);
    if (event.kind === 'guest.line') return readLine(state, event.text, scene);
    return event.kind === 'tick' ? pressAgain(state, scene) : reduced(state);
  },
};

function readLine(state: PromptState, text: string, scene: Scene): Reduced<PromptState> {
  const { cdReadBytes, nowMs } = scene.track;
  if (hasNothingToBoot(text)) return giveUp(state, scene);
  if (installerPrompt.test(text) && !state.promptSeen) {
    const waiting = { cdReadBytes, pressedAtMs: nowMs };
    return reduced({ ...state, promptSeen: true, waiting }, { kind: 'press-key', key: 'spc' });
  }
  if (isDvdStarting(text) && state.waiting === undefined) {
    return reduced({ ...state, waiting: { cdReadBytes, pressedAtMs: nowMs } });
  }
  const refused = refusedLoader(text);
  return reduced(refused === undefined ? state : { ...state, refused, waiting: undefined });
}

function pressAgain(state: PromptState, scene: Scene): Reduced<PromptState> {
  const { waiting } = state;
  const { cdReadBytes, nowMs } = scene.track;
  if (waiting === undefined || nowMs - waiting.pressedAtMs < keyEveryMs) return reduced(state);
  if (cdReadBytes > waiting.cdReadBytes + keyTakenBytes) return reduced(state);
  return reduced({ ...state, waiting: { ...waiting, pressedAtMs: nowMs } }, { kind: 'press-key', key: 'spc' });
}

function giveUp(state: PromptState, scene: Scene): Reduced<PromptState> {
  const missed = state.missed + (state.waiting === undefined ? 0 : 1);
  return reduced({ ...state, isOver: true, missed }, verdictOf({ ...state, missed }, scene));
}

function verdictOf(state: PromptState, scene: Scene): Verdict {
  if (state.waiting !== undefined && state.missed < attempts) return { kind: 'prompt-missed', attempt: state.missed };
  return fail(scene, { code: 'GP-GUEST-PROMPT', ...whyNotStarted(state) });
}

function whyNotStarted(state: PromptState): { cause: string; hint: string } {
  if (state.waiting !== undefined) {
    return {
      cause: `The installer's "Press any key" passed unanswered in ${state.missed} boots`,
      hint: 'The host is too busy to press a key within 5 s: build again with less work beside it',
    };
  }
  if (state.refused !== undefined) {
    return {
      cause: `Secure Boot refused the boot loader of the installer (${state.refused})`,
      hint: "The medium's signature and the firmware's certificates do not fit: update the package with the UEFI firmware",
    };
  }
  return {
    cause: 'The firmware found no installer that it could start',
    hint: 'Check that the ISO is a bootable UEFI installer, and whole',
  };
}

import type { BootEvent, Tick } from '../base/events.ts';
import type { Stage } from '../base/stages.ts';
import { stages } from '../base/stages.ts';
import { installerPrompt, isDvdStarting } from './firmware-text.ts';
import type { StageVerdict } from './verdicts.ts';

/** What a layer does: `install` runs Setup, `script` and `seal` work through the guest agent. */
export type LayerKind = 'install' | 'script' | 'seal';

/** Where a layer's boots are. */
export type StageTrack = {
  readonly kind: LayerKind;
  readonly stage: Stage;
  /** Time of this boot at which the stage was entered; 0 when it was entered in an earlier one. */
  readonly enteredAtMs: number;
  /** Latest time of this boot. */
  readonly nowMs: number;
  /** Time spent in each stage before its current visit. */
  readonly spentMs: Readonly<Partial<Record<Stage, number>>>;
  /** Read from CDs in this boot. */
  readonly cdReadBytes: number;
};

/** A boot that has read more than this from its medium loads a system; firmware and a loader at its prompt read less. */
export const systemReadsBytes = 8 * 1024 * 1024;

/** The track before the first boot; `reached` is the stage of an interrupted install that goes on. */
export function initialTrack(kind: LayerKind, reached: Stage = 'firmware'): StageTrack {
  return { kind, stage: reached, enteredAtMs: 0, nowMs: 0, spentMs: {}, cdReadBytes: 0 };
}

/** Time that the current stage has taken, over all boots that it spans. */
export function stageTimeMs(track: StageTrack): number {
  return (track.spentMs[track.stage] ?? 0) + track.nowMs - track.enteredAtMs;
}

/** True when `stage` comes before `other` in the order of stages. */
export function isBefore(stage: Stage, other: Stage): boolean {
  return stages.indexOf(stage) < stages.indexOf(other);
}

/** Takes one event in. A stage only moves forward: within a boot, and across the boots of an install. */
export function trackStage(
  track: StageTrack,
  event: BootEvent,
): { readonly state: StageTrack; readonly verdicts: readonly StageVerdict[] } {
  if (event.kind === 'boot.started') return startBoot(track);
  const state = event.kind === 'tick' ? takeTick(track, event) : track;
  const stage = enteredStage(state, event);
  if (stage === undefined || !isBefore(track.stage, stage)) return { state, verdicts: [] };
  const entered = { stage, enteredAtMs: state.nowMs, spentMs: withVisit(state) };
  return { state: { ...state, ...entered }, verdicts: [{ kind: 'stage', stage }] };
}

function startBoot(track: StageTrack): ReturnType<typeof trackStage> {
  // Every boot has a firmware and may have a prompt of its own, so their limits begin anew.
  const spentMs = { ...withVisit(track), firmware: 0, 'boot-prompt': 0 };
  const state = { ...track, spentMs, enteredAtMs: 0, nowMs: 0, cdReadBytes: 0 };
  const goesOn = track.kind === 'install' && track.stage !== 'firmware';
  if (goesOn) return { state, verdicts: [] };
  return { state: { ...state, stage: 'firmware' }, verdicts: [{ kind: 'stage', stage: 'firmware' }] };
}

function withVisit(track: StageTrack): StageTrack['spentMs'] {
  return { ...track.spentMs, [track.stage]: stageTimeMs(track) };
}

function takeTick(track: StageTrack, tick: Tick): StageTrack {
  const nowMs = Math.max(track.nowMs, tick.elapsedMs);
  return { ...track, nowMs, cdReadBytes: Math.max(track.cdReadBytes, tick.cdReadBytes) };
}

function enteredStage(track: StageTrack, event: BootEvent): Stage | undefined {
  if (event.kind === 'shutdown.requested') return 'shutdown';
  if (event.kind === 'boot.finished') return event.end.reason === 'shutdown' ? 'off' : undefined;
  if (track.kind === 'install') return enteredInInstall(track, event);
  if (event.kind !== 'agent.opened') return undefined;
  return track.kind === 'seal' ? 'seal' : 'layer';
}

function enteredInInstall(track: StageTrack, event: BootEvent): Stage | undefined {
  switch (event.kind) {
    case 'guest.line':
      return installerPrompt.test(event.text) || isDvdStarting(event.text) ? 'boot-prompt' : undefined;
    case 'guest.message':
      if (event.message.kind === 'ready') return 'first-logon';
      return event.message.kind === 'stage' ? event.message.stage : undefined;
    case 'tick':
      // Nobody but Setup writes to the disk of an install.
      if (event.diskWrittenBytes > 0) return 'copy';
      return isInstallerLoading(track) ? 'winpe' : undefined;
    default:
      return undefined;
  }
}

// WinPE speaks only when it is fully up, which takes minutes: what is read of its medium shows that it is on its way.
function isInstallerLoading(track: StageTrack): boolean {
  return track.stage === 'boot-prompt' && track.cdReadBytes > systemReadsBytes;
}

import type { BootEvent, Tick } from '../base/events.ts';
import type { Stage, StageLimits } from '../base/stages.ts';
import type { Activity } from './activity.ts';
import { noActivity, trackActivity } from './activity.ts';
import { isFirmwareText, startedLoader } from './firmware-text.ts';
import type { LayerKind, StageTrack } from './track-stage.ts';
import { initialTrack, isBefore, systemReadsBytes, trackStage } from './track-stage.ts';
import type { StageVerdict } from './verdicts.ts';

/** What a watch has to know before the first boot. */
export type WatchOptions = {
  /** Name of the layer, as its `done` marker gives it. */
  readonly layer: string;
  readonly kind: LayerKind;
  /** In minutes under KVM. */
  readonly limits: StageLimits;
  /** What the limits are multiplied by, see `limitScale`. */
  readonly scale: number;
  /** Stage that earlier boots of an interrupted install have reached; from `copy` on its disk has been written to. */
  readonly reached?: Stage | undefined;
};

/** What is known about the current boot: the ground on which all detectors judge. */
export type Scene = {
  readonly options: WatchOptions;
  readonly boot: number;
  /** False before the first boot and after each end. */
  readonly running: boolean;
  readonly track: StageTrack;
  readonly activity: Activity;
  /** The disk was written to, in this boot or an earlier one. */
  readonly diskTouched: boolean;
  readonly firmwareSeen: boolean;
  /** The firmware handed over to a boot loader. */
  readonly loaderStarted: boolean;
  /** A message with the boot's nonce came, or the agent opened: firmware and boot loader are past. */
  readonly guestSpoke: boolean;
  readonly agentOpen: boolean;
  readonly shutdownRequestedAtMs: number | undefined;
  /** `ready` of an install, `done` of any other layer: in this boot or an earlier one. */
  readonly marker: boolean;
  /** Last lines of COM1, and of QEMU. */
  readonly lines: readonly string[];
  readonly output: readonly string[];
  /** The unfinished line. */
  readonly partial: string;
};

const keptLines = 12;
const keptCharacters = 300;

/** The scene before the first boot. */
export function initialScene(options: WatchOptions): Scene {
  return {
    options,
    track: initialTrack(options.kind, options.reached),
    diskTouched: options.kind !== 'install' || !isBefore(options.reached ?? 'firmware', 'copy'),
    marker: false,
    ...freshBoot,
    boot: 0,
    running: false,
  };
}

const freshBoot = {
  running: true,
  activity: noActivity,
  firmwareSeen: false,
  loaderStarted: false,
  guestSpoke: false,
  agentOpen: false,
  shutdownRequestedAtMs: undefined,
  lines: [],
  output: [],
  partial: '',
} as const;

/** Takes one event in. */
export function nextScene(
  scene: Scene,
  event: BootEvent,
): { readonly state: Scene; readonly verdicts: readonly StageVerdict[] } {
  const { state: track, verdicts } = trackStage(scene.track, event);
  const activity = trackActivity(scene.activity, event);
  return { state: { ...takeIn(scene, event), track, activity }, verdicts };
}

function takeIn(scene: Scene, event: BootEvent): Scene {
  switch (event.kind) {
    case 'boot.started':
      return { ...scene, ...freshBoot, boot: event.boot };
    case 'boot.finished':
      return { ...scene, running: false };
    case 'tick':
      return takeTick(scene, event);
    case 'guest.line':
      return takeLine(scene, event.text, event.partial === true);
    case 'guest.message':
      return { ...scene, guestSpoke: true, marker: scene.marker || isMarker(scene.options, event) };
    case 'agent.opened':
      return { ...scene, guestSpoke: true, agentOpen: true };
    case 'agent.closed':
      return { ...scene, agentOpen: false };
    case 'shutdown.requested':
      return { ...scene, shutdownRequestedAtMs: scene.shutdownRequestedAtMs ?? scene.activity.nowMs };
    case 'machine.output':
      return { ...scene, output: [...scene.output, ...cut(event.text)].slice(-keptLines) };
    default:
      return scene;
  }
}

/** True for the message that says that the layer's work is done. */
export function isMarker(options: WatchOptions, event: BootEvent & { kind: 'guest.message' }): boolean {
  const { message } = event;
  if (options.kind === 'install') return message.kind === 'ready';
  return message.kind === 'done' && message.layer === options.layer;
}

function takeTick(scene: Scene, tick: Tick): Scene {
  return {
    ...scene,
    diskTouched: scene.diskTouched || tick.diskWrittenBytes > 0,
    loaderStarted: scene.loaderStarted || tick.diskReadBytes > systemReadsBytes,
  };
}

function takeLine(scene: Scene, text: string, isPartial: boolean): Scene {
  const inFirmware = !scene.guestSpoke;
  const seen = {
    firmwareSeen: scene.firmwareSeen || (inFirmware && isFirmwareText(text)),
    loaderStarted: scene.loaderStarted || (inFirmware && startedLoader(text) !== undefined),
  };
  if (isPartial) return { ...scene, ...seen, partial: text.slice(0, keptCharacters) };
  return { ...scene, ...seen, partial: '', lines: [...scene.lines, ...cut(text)].slice(-keptLines) };
}

function cut(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trimEnd().slice(0, keptCharacters))
    .filter((line) => line !== '');
}

/** The last lines of the guest, the unfinished one too. */
export function lastLines(scene: Scene): readonly string[] {
  return scene.partial.trim() === '' ? scene.lines : [...scene.lines, scene.partial];
}

import type { Stage } from '../base/stages.ts';
import type { Scene } from './scene.ts';

const minuteMs = 60_000;
const longestStallMinutes = 10;

/**
 * What limits are multiplied by. They are written for KVM; without it Windows was seen to take 10 to 20 times as long.
 * The rehearsal's recipe writes its own, shorter limits, which the same factor scales.
 */
export function limitScale(accelerator: 'kvm' | 'tcg'): number {
  return accelerator === 'kvm' ? 1 : 15;
}

/** Limit of a stage in milliseconds, scaled; `off` has none. */
export function limitMs(scene: Scene, stage: Stage): number {
  if (stage === 'off') return Number.POSITIVE_INFINITY;
  return scene.options.limits[stage] * scene.options.scale * minuteMs;
}

/** Time from power-on in which an installed system must have its agent up: firmware plus what a first logon may take. */
export function agentLimitMs(scene: Scene): number {
  return limitMs(scene, 'firmware') + limitMs(scene, 'first-logon');
}

/** Time in which the agent must be open once the guest has said that it is up. */
export function readyLimitMs(scene: Scene): number {
  return limitMs(scene, 'first-logon') / 4;
}

/** True in a layer's boot whose loader was started and whose agent is awaited. */
export function isBootingInstalled(scene: Scene): boolean {
  return scene.options.kind !== 'install' && scene.track.stage === 'firmware' && scene.loaderStarted;
}

/** Time without any sign of life after which a guest counts as stuck: half its stage, at most 10 minutes (scaled). */
export function stallLimitMs(scene: Scene): number {
  const stageMs = isBootingInstalled(scene) ? agentLimitMs(scene) : limitMs(scene, scene.track.stage);
  return Math.min(stageMs / 2, longestStallMinutes * minuteMs * scene.options.scale);
}

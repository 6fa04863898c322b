/** Where an install is, in the order in which stages are entered. A layer's boot enters `layer` or `seal` after `firmware`. */
export const stages = [
  'firmware',
  'boot-prompt',
  'winpe',
  'copy',
  'specialize',
  'oobe',
  'first-logon',
  'layer',
  'seal',
  'shutdown',
  'off',
] as const;

/** One stage of a build, see `stages`. */
export type Stage = (typeof stages)[number];

/**
 * Longest time that each stage may take, in minutes under KVM; other accelerators scale it (`limitScale`).
 * `step` is one script's run, `shutdown` the time from the request to power-off.
 */
export type StageLimits = Readonly<Record<Exclude<Stage, 'off'> | 'step', number>>;

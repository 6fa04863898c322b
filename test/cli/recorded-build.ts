import type { Event, EventBody, LayerKey, PlanKey, RunId } from '../../src/api.ts';

const key = (digit: string) => digit.repeat(64) as LayerKey;
const layers = ['install', 'tools', 'seal'].map((name, index) => ({ name, key: key(String(index)), cached: false }));
const end = { reason: 'shutdown', exitCode: 0, signal: null } as const;

const start: readonly (readonly [seconds: number, body: EventBody])[] = [
  [
    0,
    {
      kind: 'run.started',
      run: '20261121-140441-9f2c' as RunId,
      command: 'build recipe demo',
      directory: '/store/runs/20261121-140441-9f2c',
    },
  ],
  [0.2, { kind: 'work.started', work: 'medium', title: 'Building the rehearsal medium' }],
  [3, { kind: 'work.progress', work: 'medium', done: 40, total: 100, unit: 'percent' }],
  [9, { kind: 'work.finished', work: 'medium' }],
  [9.1, { kind: 'plan.resolved', image: 'demo', key: 'f'.repeat(64) as PlanKey, layers, accelerator: 'tcg' }],
];

const install: typeof start = [
  [9.2, { kind: 'layer.started', layer: 'install', key: key('0') }],
  [9.3, { kind: 'boot.started', layer: 'install', boot: 1, pid: 4711, command: ['qemu-system-x86_64'] }],
  [9.4, { kind: 'stage.entered', layer: 'install', boot: 1, stage: 'firmware' }],
  [14, { kind: 'stage.entered', layer: 'install', boot: 1, stage: 'winpe' }],
  [15, { kind: 'guest.line', text: 'setup: formatting\u001b[2J C:\r' }],
  [80, { kind: 'tick', elapsedMs: 70_700, cpuMs: 1, diskReadBytes: 1, diskWrittenBytes: 1, cdReadBytes: 1 }],
];

const rest: typeof start = [
  [91, { kind: 'layer.finished', layer: 'install', key: key('0') }],
  [91.5, { kind: 'layer.cached', layer: 'tools', key: key('1') }],
  [92, { kind: 'layer.started', layer: 'seal', key: key('2') }],
  [92.1, { kind: 'boot.started', layer: 'seal', boot: 1, pid: 4712, command: ['qemu-system-x86_64'] }],
  [99, { kind: 'stage.entered', layer: 'seal', boot: 1, stage: 'seal' }],
  [100, { kind: 'step.started', layer: 'seal', step: '01-seal', title: 'seal' }],
  [101, { kind: 'step.output', layer: 'seal', step: '01-seal', text: 'removing answer files\n' }],
  [104, { kind: 'step.finished', layer: 'seal', step: '01-seal', exitCode: 0, accepted: true }],
  [105, { kind: 'boot.finished', layer: 'seal', boot: 1, end }],
  [105.1, { kind: 'layer.finished', layer: 'seal', key: key('2') }],
  [105.2, { kind: 'work.started', work: 'publish', title: 'Compressing the disk' }],
  [110, { kind: 'work.finished', work: 'publish' }],
  [110.1, { kind: 'run.finished', outcome: 'done' }],
];

const failure: typeof start = [
  [
    621,
    {
      kind: 'run.finished',
      outcome: 'failed',
      code: 'GP-GUEST-LIMIT',
      message: 'Stage winpe of layer install took longer than 10 min',
      hint: 'Open the last screenshot',
    },
  ],
];

function recorded(parts: readonly (typeof start)[]): readonly Event[] {
  const startedAt = Date.parse('2026-11-21T14:04:41.000Z');
  return parts.flat().map(([seconds, body], index) => ({
    v: 1,
    seq: index + 1,
    at: new Date(startedAt + seconds * 1000).toISOString(),
    ...body,
  }));
}

/** The events of a build that went well. */
export const goodBuild = recorded([start, install, rest]);

/** The events of a build whose install never got beyond WinPE. */
export const failedBuild = recorded([start, install, failure]);

/** The events of a build up to the middle of its install. */
export const halfBuild = recorded([start, install]);

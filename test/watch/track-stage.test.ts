import { expect, test } from 'vitest';
import type { BootEvent } from '../../src/base/events.ts';
import type { Stage } from '../../src/base/stages.ts';
import type { LayerKind } from '../../src/watch/track-stage.ts';
import { initialTrack, stageTimeMs, trackStage } from '../../src/watch/track-stage.ts';
import * as boots from './boots.ts';

function track(kind: LayerKind, events: readonly BootEvent[], reached?: Stage) {
  let state = initialTrack(kind, reached);
  const entered: Stage[] = [];
  for (const event of events) {
    const next = trackStage(state, event);
    state = next.state;
    entered.push(...next.verdicts.map((verdict) => verdict.stage));
  }
  return { state, entered };
}

const { at, line, mib, partial, stage, started, finished } = boots;

test.for<{ reason: string; kind: LayerKind; reached?: Stage; events: readonly BootEvent[]; entered: readonly Stage[] }>(
  [
    {
      reason: 'a prompt is seen before its line ends',
      kind: 'install',
      events: [started(), partial('Press any key to boot from CD')],
      entered: ['firmware', 'boot-prompt'],
    },
    {
      reason: "the firmware's own menu is no prompt of a medium",
      kind: 'install',
      events: [started(), line('BdsDxe: Press any key to enter the Boot Manager Menu.')],
      entered: ['firmware'],
    },
    {
      reason: 'a medium without a prompt is seen by its boot entry, and loads WinPE when much of it is read',
      kind: 'install',
      events: [started(), boots.dvdStarting, at(3, { cdReadBytes: 7 * mib }), at(4, { cdReadBytes: 9 * mib })],
      entered: ['firmware', 'boot-prompt', 'winpe'],
    },
    {
      reason: 'reads without a medium that was started mean nothing',
      kind: 'install',
      events: [started(), at(4, { cdReadBytes: 90 * mib })],
      entered: ['firmware'],
    },
    {
      reason: 'Setup writes to the disk although its message from WinPE was lost',
      kind: 'install',
      events: [started(), at(9, { diskWrittenBytes: 1 })],
      entered: ['firmware', 'copy'],
    },
    {
      reason: 'a stage does not go back when a message comes late or again',
      kind: 'install',
      events: [started(), stage('specialize'), stage('winpe'), stage('specialize'), stage('oobe')],
      entered: ['firmware', 'specialize', 'oobe'],
    },
    {
      reason: 'an install goes on in the stage in which its guest was reset',
      kind: 'install',
      events: [started(1), at(9, { diskWrittenBytes: 1 }), finished('reset'), started(2), stage('specialize')],
      entered: ['firmware', 'copy', 'specialize'],
    },
    {
      reason: 'ready means first-logon when that message was lost',
      kind: 'install',
      events: [started(), boots.ready, boots.shutdownRequested, finished('shutdown')],
      entered: ['firmware', 'first-logon', 'shutdown', 'off'],
    },
    {
      reason: 'a resumed install does not start at the firmware again',
      kind: 'install',
      reached: 'copy',
      events: [started(2), stage('winpe'), stage('oobe')],
      entered: ['oobe'],
    },
    {
      reason: 'every boot of a layer starts over; what a guest says there is no stage',
      kind: 'script',
      events: [started(1), stage('oobe'), boots.agentOpened, finished('reset'), started(2), boots.agentOpened],
      entered: ['firmware', 'layer', 'firmware', 'layer'],
    },
    {
      reason: 'the seal has a stage of its own; a lost guest is not off',
      kind: 'seal',
      events: [started(), boots.agentOpened, boots.shutdownRequested, finished('lost')],
      entered: ['firmware', 'seal', 'shutdown'],
    },
  ],
)('$reason', ({ kind, reached, events, entered }) => {
  expect(track(kind, events, reached).entered).toEqual(entered);
});

test('the time of a stage adds up over the boots that it spans, even when a clock runs back', () => {
  const events = [started(1), at(5, { diskWrittenBytes: 1 }), at(25), finished('reset'), started(2), at(7), at(3)];

  expect(stageTimeMs(track('install', events).state)).toBe(27_000);
});

test('each boot has its own time for the firmware, while the time of a layer adds up', () => {
  const boot = [at(4), boots.agentOpened, at(10), finished('reset')];

  expect(stageTimeMs(track('script', [started(1), ...boot, started(2), at(3)]).state)).toBe(3000);
  expect(stageTimeMs(track('script', [started(1), ...boot, started(2), ...boot]).state)).toBe(12_000);
});

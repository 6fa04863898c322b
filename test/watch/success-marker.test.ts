import { expect, test } from 'vitest';
import type { EventBody } from '../../src/base/events.ts';
import type { WatchOptions } from '../../src/watch/scene.ts';
import { initialScene, nextScene } from '../../src/watch/scene.ts';
import { successMarker } from '../../src/watch/success-marker.ts';
import type { Verdict } from '../../src/watch/verdicts.ts';
import * as boots from './boots.ts';

const { agentOpened, done, finished, installOptions, ready, scriptOptions, sealOptions } = boots;
const { shutdownRequested, started } = boots;

test.for<{ reason: string; options: WatchOptions; events: readonly EventBody[]; expected: readonly Verdict[] }>([
  {
    reason: 'an install says ready every second: once is enough, and the shutdown completes it',
    options: installOptions,
    events: [started(), ready, ready, shutdownRequested, ready, finished('shutdown')],
    expected: [{ kind: 'ready' }, { kind: 'complete', layer: 'install', boot: 1 }],
  },
  {
    reason: "a layer says its own name; what an install's bootstrap still says is nothing",
    options: scriptOptions,
    events: [started(1, 'tools'), agentOpened, ready, done('tools'), shutdownRequested, finished('shutdown')],
    expected: [
      { kind: 'done', layer: 'tools' },
      { kind: 'complete', layer: 'tools', boot: 1 },
    ],
  },
  {
    reason: 'D5: a reset after the marker is a reboot; each boot tells the marker anew',
    options: sealOptions,
    events: [
      ...[started(1, 'seal'), agentOpened, done('seal'), finished('reset')],
      ...[started(2, 'seal'), agentOpened, done('seal'), shutdownRequested, finished('shutdown')],
    ],
    expected: [
      { kind: 'done', layer: 'seal' },
      { kind: 'reboot', boot: 1 },
      { kind: 'done', layer: 'seal' },
      { kind: 'complete', layer: 'seal', boot: 2 },
    ],
  },
  {
    reason: 'a last step that restarts the guest: its marker holds in the next boot',
    options: scriptOptions,
    events: [
      ...[started(1, 'tools'), agentOpened, done('tools'), finished('reset')],
      ...[started(2, 'tools'), agentOpened, shutdownRequested, finished('shutdown')],
    ],
    expected: [
      { kind: 'done', layer: 'tools' },
      { kind: 'reboot', boot: 1 },
      { kind: 'complete', layer: 'tools', boot: 2 },
    ],
  },
  {
    reason: 'a boot that we end ourselves is neither good nor bad',
    options: installOptions,
    events: [started(), ready, finished('quit')],
    expected: [{ kind: 'ready' }],
  },
])('$reason', ({ options, events, expected }) => {
  expect(boots.watchAll(options, events).filter(({ kind }) => kind !== 'stage')).toEqual(expected);
});

test('a shutdown without a marker completes nothing, whoever else sees it', () => {
  const { state: scene } = nextScene(initialScene(installOptions), started());

  expect(successMarker.next(false, finished('shutdown'), scene)).toEqual({ state: false, verdicts: [] });
});

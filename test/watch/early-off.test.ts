import { test } from 'vitest';
import * as boots from './boots.ts';

const { agentOpened, at, done, finished, scriptOptions, shutdownRequested, started } = boots;

test.for<boots.Failing>([
  {
    reason: 'the guest powers off in the middle of the installation',
    events: [started(), at(60, { diskWrittenBytes: 1 }), finished('shutdown')],
    told: 'GP-GUEST-OFF: The guest shut itself down, but never said "ready" (layer install, stage copy, boot 1, after 1 min)',
  },
  {
    reason: "another layer's marker is none",
    options: scriptOptions,
    events: [started(1, 'tools'), agentOpened, done('other'), shutdownRequested, finished('shutdown')],
    told: 'GP-GUEST-OFF: The guest shut down as asked, but never said "done" (layer tools, stage shutdown, boot 1, after 0 s)',
  },
  {
    reason: 'an install does not end with the marker of a layer',
    events: [started(), done('install'), finished('shutdown')],
    told: 'GP-GUEST-OFF: The guest shut itself down, but never said "ready" (layer install, stage firmware, boot 1, after 0 s)',
  },
])('$reason', boots.checkTold);

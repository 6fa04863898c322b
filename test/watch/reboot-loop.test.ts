import { test } from 'vitest';
import * as boots from './boots.ts';

const { agentOpened, at, diskStarting, resetIn, scriptOptions, shutdownRequested, stage } = boots;

test.for<boots.Failing>([
  {
    reason: 'three boots that end by a reset in WinPE',
    events: [1, 2, 3].flatMap((boot) => resetIn(boot, [stage('winpe'), at(9)])),
    told: 'GP-GUEST-REBOOT-LOOP: 3 boots in a row ended by a reset of the guest in stage winpe (layer install, stage winpe, boot 3, after 9 s)',
  },
  {
    reason: 'the installed system never gets to specialize',
    events: [
      ...resetIn(1, [at(9, { diskWrittenBytes: 1 })]),
      ...resetIn(2, [diskStarting, at(9)]),
      ...resetIn(3, [diskStarting, at(9)]),
    ],
    told: 'GP-GUEST-REBOOT-LOOP: 3 boots in a row ended by a reset of the guest in stage copy (layer install, stage copy, boot 3, after 9 s)',
  },
  {
    reason: 'a healthy install resets more often than that, in new stages',
    events: [
      ...resetIn(1, [at(9, { diskWrittenBytes: 1 })]),
      ...resetIn(2, [at(9)]),
      ...resetIn(3, [stage('specialize')]),
      ...resetIn(4, [at(9)]),
      ...resetIn(5, [stage('oobe')]),
    ],
    told: undefined,
  },
  {
    reason: 'a layer that cannot start its system any more',
    options: scriptOptions,
    events: [1, 2, 3].flatMap((boot) => resetIn(boot, [diskStarting], 'tools')),
    told: 'GP-GUEST-REBOOT-LOOP: 3 boots in a row ended by a reset of the guest in stage firmware (layer tools, stage firmware, boot 3, after 0 s)',
  },
  {
    reason: 'E1: a layer whose agent came up each time has got on; the limit of the layer ends it',
    options: scriptOptions,
    events: [1, 2, 3, 4, 5].flatMap((boot) => resetIn(boot, [diskStarting, agentOpened], 'tools')),
    told: undefined,
  },
  {
    reason: 'a guest that answers every request to power off by a reset',
    options: scriptOptions,
    events: [1, 2, 3].flatMap((boot) => resetIn(boot, [diskStarting, agentOpened, shutdownRequested], 'tools')),
    told: 'GP-GUEST-REBOOT-LOOP: 3 boots in a row ended by a reset of the guest in stage shutdown (layer tools, stage shutdown, boot 3, after 0 s)',
  },
])('$reason', boots.checkTold);

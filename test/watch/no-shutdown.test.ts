import { test } from 'vitest';
import * as boots from './boots.ts';

const { agentOpened, at, done, limits, sealOptions, seconds, shutdownRequested, started } = boots;

test.for<boots.Failing>([
  {
    reason: 'the guest ignores the request',
    options: sealOptions,
    events: [
      started(1, 'seal'),
      agentOpened,
      done('seal'),
      at(10),
      shutdownRequested,
      at(600),
      at(610, { cpuMs: 9000 }),
    ],
    told: 'GP-GUEST-NO-SHUTDOWN: The guest did not power off within 10 min: nothing was read or written for 10 min 10 s and its processor is idle (layer seal, stage shutdown, boot 1, after 10 min 10 s)',
  },
  {
    reason: 'asking again does not give it more time',
    options: sealOptions,
    events: [started(1, 'seal'), at(10), shutdownRequested, at(500), shutdownRequested, at(610, { diskReadBytes: 1 })],
    told: 'GP-GUEST-NO-SHUTDOWN: The guest did not power off within 10 min: the guest is still reading or writing (layer seal, stage shutdown, boot 1, after 10 min 10 s)',
  },
  {
    reason: 'a guest that finishes its updates is given its time, without a stall',
    options: { ...sealOptions, limits: { ...limits, shutdown: 60 } },
    events: [started(1, 'seal'), agentOpened, done('seal'), at(10), shutdownRequested, ...seconds(30, 3600)],
    told: undefined,
  },
])('$reason', boots.checkTold);

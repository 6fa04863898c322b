import { test } from 'vitest';
import * as boots from './boots.ts';

const { agentClosed, agentOpened, at, diskStarting, line, mib, newPicture, ready } = boots;
const { scriptOptions, seconds, stage, started } = boots;

test.for<boots.Failing>([
  {
    reason: 'ready was said, but nothing opens the port',
    events: [started(), at(10), ready, ...seconds(30, 330).flatMap((tick) => [tick, ready])],
    told: 'GP-GUEST-AGENT: The guest said that it is ready, but its agent did not answer within 5 min (layer install, stage first-logon, boot 1, after 5 min 30 s)',
  },
  {
    reason: 'a layer boots, but its agent does not come',
    options: scriptOptions,
    events: [started(1, 'tools'), diskStarting, ...seconds(30, 1320).flatMap((tick) => [tick, newPicture])],
    told: 'GP-GUEST-AGENT: The guest agent did not open its port within 22 min of power-on (layer tools, stage firmware, boot 1, after 22 min)',
  },
  {
    reason: 'a system that is read from the disk has been started, whatever the firmware says',
    options: scriptOptions,
    events: [started(1, 'tools'), at(60, { diskReadBytes: 50 * mib }), at(180, { diskReadBytes: 90 * mib })],
    told: undefined,
  },
  {
    reason: 'the agent went away in mid-step and stays away (a picture keeps the stall away)',
    options: scriptOptions,
    events: [started(1, 'tools'), diskStarting, agentOpened, at(60), agentClosed, at(600), newPicture, at(660)],
    told: 'GP-GUEST-AGENT: The guest agent went away and did not come back within 10 min (layer tools, stage layer, boot 1, after 11 min)',
  },
  {
    reason: 'D2: the agent went away and came back',
    options: scriptOptions,
    events: [started(1, 'tools'), diskStarting, agentOpened, at(60), agentClosed, at(90), agentOpened, at(900)],
    told: undefined,
  },
  {
    reason: 'a port that is closed before it was ever open is no agent that went away',
    events: [started(), at(5), agentClosed, at(10), ready, at(100), ready, newPicture, at(320)],
    told: 'GP-GUEST-AGENT: The guest said that it is ready, but its agent did not answer within 5 min (layer install, stage first-logon, boot 1, after 5 min 20 s)',
  },
  {
    reason: 'the port may flap while the install goes on',
    events: [
      started(),
      stage('first-logon'),
      agentOpened,
      agentClosed,
      at(500),
      line('x'),
      at(900),
      line('y'),
      at(1100),
    ],
    told: undefined,
  },
])('$reason', boots.checkTold);

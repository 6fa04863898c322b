import { test } from 'vitest';
import * as boots from './boots.ts';

const { at, line, says, stage, started } = boots;

test.for<boots.Failing>([
  {
    reason: 'a script gives up',
    events: [started(), stage('winpe'), says({ kind: 'error', where: 'winpe.cmd', text: 'no volume\r\nGOLDPANE' })],
    told: 'GP-GUEST-ERROR: winpe.cmd gave up inside the guest: "no volume GOLDPANE" (layer install, stage winpe, boot 1, after 0 s)',
  },
  {
    reason: "B8: Windows' own error handler",
    events: [started(), stage('specialize'), says({ kind: 'error', where: 'ErrorHandler', text: 'x'.repeat(300) })],
    told: `GP-GUEST-STOPPED: Setup stopped: "${'x'.repeat(199)}…" (layer install, stage specialize, boot 1, after 0 s)`,
  },
  {
    reason: 'a text that looks like it proves nothing',
    events: [started(), stage('winpe'), line('setup: FATAL no image'), line('{"kind":"error"}'), at(9)],
    told: undefined,
  },
])('$reason', boots.checkTold);

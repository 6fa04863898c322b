import type { ErrorCode } from '../../src/base/error-codes.ts';
import type { RehearsalFailure } from '../../src/rehearsal/failures.ts';

/** What goldpane must conclude from a failure of the guest; without a code the build has to end well. */
export type RehearsalVerdict = { readonly code?: ErrorCode; readonly message: RegExp };

/** The verdict on every failure that the rehearsal guest can play. */
export const rehearsalVerdicts: Readonly<Record<RehearsalFailure, RehearsalVerdict>> = {
  'hang-setup': { code: 'GP-GUEST-STALL', message: /processor is idle.*layer install, stage winpe, boot 1/ },
  'spin-setup': { code: 'GP-GUEST-STALL', message: /processor is (partly )?busy.*layer install, stage winpe, boot 1/ },
  'panic-setup': { code: 'GP-GUEST-PANIC', message: /crashed.*layer install, stage winpe, boot 1/ },
  'panic-os': { code: 'GP-GUEST-PANIC', message: /crashed.*layer install, stage copy, boot 2/ },
  'reboot-loop': { code: 'GP-GUEST-REBOOT-LOOP', message: /3 boots in a row.*layer install, stage winpe, boot 3/ },
  'reboot-loop-os': { code: 'GP-GUEST-REBOOT-LOOP', message: /3 boots in a row.*layer install, stage copy/ },
  'garbage-com1': { message: /^$/ },
  'silent-stop': { code: 'GP-GUEST-STALL', message: /processor is idle.*layer install, stage winpe, boot 1/ },
  'shutdown-early': { code: 'GP-GUEST-OFF', message: /shut itself down.*never said "ready".*stage copy, boot 1/ },
  'no-agent': { code: 'GP-GUEST-AGENT', message: /said that it is ready, but its agent.*stage first-logon, boot 2/ },
  'agent-dies': { message: /^$/ },
  'agent-gone': {
    code: 'GP-GUEST-AGENT',
    message: /went away and did not come back.*layer tools, stage layer, boot 1/,
  },
  'no-shutdown': { code: 'GP-GUEST-NO-SHUTDOWN', message: /did not power off.*layer install, stage shutdown, boot 2/ },
  'disk-full-guest': { code: 'GP-GUEST-ERROR', message: /run-step .* gave up.*exit\.json.*layer tools/ },
};

/** Scripts of a step that ends when the guest agent has been killed: a short one would not meet `agent-dies`. */
export const outliveAgent = {
  'outlive-agent.ps1': 'throw "The rehearsal runs the twin"\r\n',
  'outlive-agent.sh': `for _ in $(seq 300); do
  kill -0 "$(cat /run/agent.pid)" 2>/dev/null || break
  sleep 0.1
done
echo "outlived the agent"
`,
} as const;

/** The layer of a recipe that lies beside these scripts. */
export const outliveAgentLayer = { name: 'tools', steps: [{ script: 'outlive-agent.ps1' }] } as const;

import { afterAll, beforeAll, test } from 'vitest';
import { type BuildBench, buildBench } from './build-bench.ts';
import { at, expectFailure, type FailedBuild, second } from './failed-build.ts';

/** Shared by all cases: none of them makes a layer that another one could use. */
let bench: BuildBench;
beforeAll(async () => {
  bench = await buildBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

test.for<FailedBuild>([
  {
    reason: 'QEMU ends with exit code 0 in mid-install: that is no success',
    scenario: at('winpe', { exit: 0 }),
    code: 'GP-MACHINE-LOST',
    said: 'QEMU ended with exit code 0 (layer install, stage winpe, boot 1, after N s)',
  },
  {
    reason: 'QEMU is killed in mid-install, and named at once',
    scenario: at('winpe', 'kill'),
    code: 'GP-MACHINE-LOST',
    said: 'QEMU was killed by SIGKILL (layer install, stage winpe, boot 1, after N s)',
    withinMs: 5000,
  },
  {
    reason: 'the guest powers off before it says that it is ready',
    scenario: 'shuts-down-early',
    code: 'GP-GUEST-OFF',
    said: 'The guest shut itself down, but never said "ready" (layer install, stage oobe, boot 3, after N s)',
  },
  {
    reason: 'a marker with the nonce of another boot is none',
    scenario: at('oobe', { script: [{ com1: `@goldpane ${'0'.repeat(32)} {"kind":"ready"}\r\n` }, 'off'] }),
    code: 'GP-GUEST-OFF',
    said: 'The guest shut itself down, but never said "ready" (layer install, stage oobe, boot 3, after N s)',
  },
  {
    reason: 'H1 the disk of the host is full, which is named within seconds',
    scenario: at('winpe', { script: [{ wait: 300 }, 'nospace'] }),
    code: 'GP-MACHINE-IO',
    said: "The host's disk is full: QEMU could not write to the guest's disk and stopped the guest (layer install, stage winpe, boot 1, after N s)",
    withinMs: 5000,
  },
  {
    reason: 'C6 KVM stops the guest',
    scenario: at('winpe', { script: [{ wait: 300 }, 'internal-error'] }),
    code: 'GP-MACHINE-KVM-EXIT',
    said: 'KVM cannot run this guest and stopped it (KVM internal error. Suberror: 1) (layer install, stage winpe, boot 1)',
    withinMs: 5000,
  },
  {
    reason: 'the guest hangs',
    scenario: 'hang',
    limits: { winpe: 2 * second, copy: 2 * second },
    code: 'GP-GUEST-STALL',
    said: 'No line, no read or write and no new picture for N s; its processor is idle, so it hangs or waits for an answer; its last line: "setup: image 1 goes to disk 0" (layer install, stage copy, boot 1, after N s)',
  },
  {
    reason: 'the guest crashes',
    scenario: 'panic',
    code: 'GP-GUEST-PANIC',
    said: 'The guest crashed (layer install, stage specialize, boot 2, after N s)',
  },
  {
    reason: 'the guest reboots for ever',
    scenario: 'reboot-loop',
    code: 'GP-GUEST-REBOOT-LOOP',
    said: '3 boots in a row ended by a reset of the guest in stage specialize (layer install, stage specialize, boot 4, after N s)',
  },
  {
    reason: 'the guest does not power off',
    scenario: 'never-shuts-down',
    limits: { shutdown: second },
    code: 'GP-GUEST-NO-SHUTDOWN',
    said: 'The guest did not power off within N s: the guest is still reading or writing (layer install, stage shutdown, boot 3, after N s)',
  },
  {
    reason: 'D1 the agent does not come up',
    scenario: 'no-agent',
    code: 'GP-GUEST-AGENT',
    said: 'The guest said that it is ready, but its agent did not answer within N s (layer install, stage first-logon, boot 3, after N s)',
  },
  {
    reason: 'a script in the guest gives up',
    scenario: at('first-logon', { say: { kind: 'error', where: 'bootstrap', text: 'no volume GOLDPANE' } }),
    code: 'GP-GUEST-ERROR',
    said: 'bootstrap gave up inside the guest: "no volume GOLDPANE" (layer install, stage first-logon, boot 3, after N s)',
  },
  {
    reason: 'nobody can answer the prompt of the installer',
    scenario: 'prompt-never-works',
    code: 'GP-GUEST-PROMPT',
    said: `The installer's "Press any key" passed unanswered in 3 boots (layer install, stage boot-prompt, boot 1, after N s)`,
  },
  {
    reason: 'swtpm dies while the guest runs',
    scenario: { swtpm: 'dies-later', ...at('winpe', 'hang') },
    code: 'GP-MACHINE-TPM',
    said: 'swtpm ended while the guest ran: it said nothing (layer install, stage winpe, boot 1)',
    withinMs: 5000,
  },
])('$code: $reason', async (wanted) => {
  await expectFailure(bench, wanted, { layers: [], rebuild: true });
});

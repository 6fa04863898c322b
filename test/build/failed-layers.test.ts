import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BuildBench, buildBench } from './build-bench.ts';
import { at, expectFailure, type FailedBuild, second } from './failed-build.ts';

/** Its install is made once; the layer of every case fails. */
const tools = [{ name: 'tools', steps: [{ script: 'tools.ps1' }] }];
let bench: BuildBench;
beforeAll(async () => {
  bench = await buildBench();
  await bench.tools.play(at('layer', { exit: 1 }));
  await bench.writeRecipe({ layers: tools });
  await bench.build();
});
afterAll(() => bench[Symbol.asyncDispose]());

test.for<FailedBuild>([
  {
    reason: 'C5 swtpm dies at once',
    scenario: 'swtpm-dies-at-once',
    code: 'GP-MACHINE-TPM',
    said: 'swtpm did not start on PATH: swtpm: Could not open TPM state: Permission denied (layer tools, stage firmware, boot 1)',
  },
  {
    reason: 'QEMU dies at once',
    scenario: 'dies-at-once',
    code: 'GP-MACHINE-START',
    said: 'QEMU did not start: qemu-system-x86_64: something new went wrong (layer tools, stage firmware, boot 1)',
  },
  {
    reason: 'a step cannot be started',
    scenario: { exec: [{ match: 'start-step.ps1', exitCode: 1, stderr: 'Access is denied' }] },
    code: 'GP-GUEST-STEP',
    said: 'Step tools of layer tools did not start: Access is denied',
  },
  {
    reason: 'a step takes longer than its limit',
    scenario: { steps: { '01-tools': { hang: true } } },
    limits: { step: second },
    code: 'GP-GUEST-LIMIT',
    said: 'Step tools of layer tools did not end within N s',
  },
  {
    reason: 'QEMU dies while the first boot of a layer starts',
    scenario: at('layer', { exit: 1 }),
    code: 'GP-MACHINE-LOST',
    said: 'QEMU ended with exit code 1 (layer tools, stage firmware, boot 1, after N s)',
  },
  {
    reason: 'the guest powers off after its marker, before its steps were looked at',
    scenario: at('done', 'off'),
    code: 'GP-GUEST-OFF',
    said: 'The guest powered off by itself before goldpane had asked it to (layer tools, stage off, boot 1)',
  },
  {
    reason: 'the agent goes away in a step and stays away',
    scenario: 'agent-dies-in-step',
    limits: { shutdown: second },
    code: 'GP-GUEST-AGENT',
    said: 'The guest agent went away and did not come back within N s (layer tools, stage layer, boot 1, after N s)',
  },
  {
    reason: 'a step fails',
    scenario: { steps: { '01-tools': { exitCode: 17, log: 'one\nsetup.exe: no licence\n' } } },
    code: 'GP-GUEST-STEP',
    said: 'Step tools of layer tools ended with exit code 17, wanted 0, 3010; its last line: "setup.exe: no licence"',
  },
])('$code: $reason', async (wanted) => {
  await expectFailure(bench, wanted, { layers: tools });
});

test('evidence that cannot be written hides no cause', async () => {
  await bench.tools.play(at('layer', { exit: 1 }));
  await bench.writeRecipe({ layers: tools });
  let directory = '';

  const { error } = await bench.build({
    onEvent: (event) => {
      if (event.kind === 'run.started') directory = event.directory;
      if (event.kind === 'boot.finished') void rm(directory, { recursive: true, force: true });
    },
  });

  expect(error?.code).toBe('GP-MACHINE-LOST');
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Verdict } from '../../src/watch/verdicts.ts';
import * as boots from './boots.ts';

const com1 = (name: string) => readFileSync(new URL(`recorded/${name}.com1`, import.meta.url), 'latin1');

/** What is told of COM1 that comes in these chunks, without the lines that a failure quotes: they depend on chunks. */
function toldOf(chunks: readonly string[]): readonly Verdict[] {
  const events = [boots.started(), ...boots.com1Events(chunks)];
  return boots
    .watchAll(boots.installOptions, events)
    .map((verdict) => (verdict.kind === 'fail' ? { ...verdict, evidence: [] } : verdict));
}

const inFirmware: Verdict = { kind: 'stage', stage: 'firmware' };
const atPrompt: Verdict = { kind: 'stage', stage: 'boot-prompt' };
const failed = { kind: 'fail', boot: 1, elapsedMs: 0, evidence: [] } as const;

const recordings: readonly { readonly name: string; readonly told: readonly Verdict[] }[] = [
  {
    name: 'prompt-missed',
    told: [inFirmware, atPrompt, { kind: 'press-key', key: 'spc' }, { kind: 'prompt-missed', attempt: 1 }],
  },
  {
    name: 'grub-prompt',
    told: [
      inFirmware,
      atPrompt,
      {
        ...failed,
        code: 'GP-GUEST-STOPPED',
        stage: 'boot-prompt',
        message:
          'GRUB found no configuration and waits at its prompt (layer install, stage boot-prompt, boot 1, after 0 s)',
        hint: 'The medium or the boot partition is incomplete: run the build again with --rebuild',
      },
    ],
  },
  {
    name: 'refused-medium',
    told: [
      inFirmware,
      {
        ...failed,
        code: 'GP-GUEST-PROMPT',
        stage: 'firmware',
        message:
          'Secure Boot refused the boot loader of the installer (UEFI QEMU DVD-ROM QM00003) (layer install, stage firmware, boot 1, after 0 s)',
        hint: "The medium's signature and the firmware's certificates do not fit: update the package with the UEFI firmware",
      },
    ],
  },
  {
    name: 'empty-disk',
    told: [
      inFirmware,
      {
        ...failed,
        code: 'GP-GUEST-PROMPT',
        stage: 'firmware',
        message:
          'The firmware found no installer that it could start (layer install, stage firmware, boot 1, after 0 s)',
        hint: 'Check that the ISO is a bootable UEFI installer, and whole',
      },
    ],
  },
];

test.for(recordings)('COM1 of a real boot: $name', ({ name, told }) => {
  expect(toldOf([com1(name)])).toEqual(told);
});

test.for(recordings)('the same in single bytes: $name', ({ name, told }) => {
  expect(toldOf([...com1(name)])).toEqual(told);
});

test.for(recordings)('the same in any chunks: $name', ({ name, told }) => {
  const whole = com1(name);
  const cuts = fc.uniqueArray(fc.nat({ max: whole.length }), { maxLength: 60 });
  fc.assert(
    fc.property(cuts, (places) => {
      const edges = [0, ...places.toSorted((one, other) => one - other), whole.length];
      const chunks = edges.slice(1).map((end, index) => whole.slice(edges[index], end));

      expect(toldOf(chunks)).toEqual(told);
    }),
    { numRuns: 200 },
  );
});

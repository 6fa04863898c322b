import { expect, test } from 'vitest';
import type { EventBody } from '../../src/base/events.ts';
import * as boots from './boots.ts';

const { at, dvdStarting, finished, inFirmwareMenu, installOptions, line, mib, partial, started, watchAll } = boots;

/** Everything but stages: a key is `key`, a missed prompt its attempt, a failure its code. */
function answers(events: readonly EventBody[], options = installOptions) {
  return watchAll(options, events).flatMap((verdict) => {
    if (verdict.kind === 'press-key') return ['key'];
    if (verdict.kind === 'prompt-missed') return [`missed ${verdict.attempt}`];
    return verdict.kind === 'fail' ? [verdict.code] : [];
  });
}

const missedBoot = (boot: number) => [started(boot), dvdStarting, inFirmwareMenu, finished('quit', {}, boot)];

test.for<{
  reason: string;
  events: readonly EventBody[];
  expected: readonly string[];
  options?: typeof installOptions;
}>([
  {
    reason: 'C1: the prompt is answered at its first sight, once, however it grows',
    events: [
      started(),
      partial('Press any'),
      partial('Press any key to boot from CD or DVD.'),
      partial('Press any key to boot from CD or DVD..'),
      line('Press any key to boot from CD or DVD...'),
    ],
    expected: ['key'],
  },
  {
    reason: 'C1: a key a second until the medium is read',
    events: [
      started(),
      at(4),
      partial('Press any key to boot from CD or DVD.'),
      at(4.5),
      at(5),
      at(6),
      at(7, { cdReadBytes: 3 * mib }),
      at(8, { cdReadBytes: 3 * mib }),
    ],
    expected: ['key', 'key', 'key'],
  },
  {
    reason: 'no prompt on COM1: a DVD that was started gets a key a second all the same',
    events: [started(), dvdStarting, at(1), at(2), at(3, { cdReadBytes: 4 * mib }), at(4, { cdReadBytes: 9 * mib })],
    expected: ['key', 'key'],
  },
  {
    reason: 'a medium without prompt is left alone once it is read',
    events: [started(), dvdStarting, at(1, { cdReadBytes: 20 * mib }), at(2, { cdReadBytes: 40 * mib })],
    expected: [],
  },
  {
    reason: 'nothing is pressed before a medium was started',
    events: [started(), line('BdsDxe: loading Boot0001 "UEFI QEMU DVD-ROM QM00003 "'), at(1), at(2)],
    expected: [],
  },
  {
    reason: 'C2: no key once the disk was written to, whatever is on the screen',
    events: [started(), at(3, { diskWrittenBytes: 1 }), partial('Press any key to boot from CD'), at(4), at(5)],
    expected: [],
  },
  {
    reason: 'C2: no key in the second boot of an install, even when a prompt is shown',
    events: [
      started(1),
      at(3, { diskWrittenBytes: 1 }),
      finished('reset'),
      started(2),
      partial('Press any key to boot from CD'),
      at(4),
    ],
    expected: [],
  },
  {
    reason: 'C2: no key in a resumed install',
    options: { ...installOptions, reached: 'copy' },
    events: [started(2), partial('Press any key to boot from CD'), at(4)],
    expected: [],
  },
  {
    reason: 'no key after the guest has spoken: then the text is not from a boot loader',
    events: [started(), boots.stage('winpe'), line('Press any key to boot from CD or DVD'), at(4)],
    expected: [],
  },
  {
    reason: 'no key in a script layer, whose disk is an installed system',
    options: boots.scriptOptions,
    events: [started(), line('Press any key to boot from CD or DVD'), at(4)],
    expected: [],
  },
  {
    reason: 'an install that was reset before it wrote anything starts from its medium again',
    events: [
      started(1),
      boots.stage('winpe'),
      at(30, { cdReadBytes: 50 * mib }),
      finished('reset'),
      started(2),
      partial('Press any key to boot from CD'),
    ],
    expected: ['key'],
  },
  {
    reason: 'C1: a missed prompt is told once, by whatever the firmware does next',
    events: [started(), dvdStarting, inFirmwareMenu, line('>>Start PXE over IPv4.'), at(3)],
    expected: ['missed 1'],
  },
  {
    reason: 'C1: three missed prompts are a failure',
    events: [...missedBoot(1), ...missedBoot(2), ...missedBoot(3)],
    expected: ['missed 1', 'missed 2', 'GP-GUEST-PROMPT'],
  },
])('$reason', ({ events, expected, options }) => {
  expect(answers(events, options)).toEqual(expected);
});

test.for([
  {
    reason: 'three missed prompts name the busy host',
    events: [...missedBoot(1), ...missedBoot(2), ...missedBoot(3)],
    told: 'GP-GUEST-PROMPT: The installer\'s "Press any key" passed unanswered in 3 boots (layer install, stage boot-prompt, boot 3, after 0 s)',
  },
  {
    reason: 'a medium that Secure Boot refuses is not tried again',
    events: [
      started(),
      line('BdsDxe: failed to load Boot0001 "UEFI QEMU DVD-ROM QM00003 " from PciRoot(0x0): Access Denied'),
      inFirmwareMenu,
    ],
    told: 'GP-GUEST-PROMPT: Secure Boot refused the boot loader of the installer (UEFI QEMU DVD-ROM QM00003) (layer install, stage firmware, boot 1, after 0 s)',
  },
  {
    reason: 'the same when the firmware tells it only after the start',
    events: [
      started(),
      dvdStarting,
      line('BdsDxe: failed to start Boot0001 "UEFI QEMU DVD-ROM QM00003 " from PciRoot(0x0): Security Violation'),
      inFirmwareMenu,
    ],
    told: 'GP-GUEST-PROMPT: Secure Boot refused the boot loader of the installer (UEFI QEMU DVD-ROM QM00003) (layer install, stage boot-prompt, boot 1, after 0 s)',
  },
  {
    reason: 'no medium that can be started',
    events: [started(), at(4), line('BdsDxe: No bootable option or device was found.')],
    told: 'GP-GUEST-PROMPT: The firmware found no installer that it could start (layer install, stage firmware, boot 1, after 4 s)',
  },
])('why the installer was not started: $reason', ({ events, told }) => {
  expect(boots.toldBy(installOptions, events)).toBe(told);
});

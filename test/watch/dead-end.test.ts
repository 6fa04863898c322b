import { test } from 'vitest';
import * as boots from './boots.ts';

const { at, dvdStarting, line, partial, resetIn, scriptOptions, stage, started } = boots;

test.for<boots.Failing>([
  {
    reason: 'GRUB waits at its prompt',
    events: [started(), dvdStarting, partial('   Minimal BASH-like line editing is supported.')],
    told: 'GP-GUEST-STOPPED: GRUB found no configuration and waits at its prompt (layer install, stage boot-prompt, boot 1, after 0 s)',
  },
  {
    reason: 'a tampered kernel',
    events: [started(), dvdStarting, line('error: bad shim signature.')],
    told: 'GP-GUEST-STOPPED: GRUB refused a kernel whose signature is wrong (layer install, stage boot-prompt, boot 1, after 0 s)',
  },
  {
    reason: 'a tampered boot loader',
    events: [started(), line('Verification failed: (0x1A) Security Violation')],
    told: 'GP-GUEST-STOPPED: The boot loader refused the next one because its signature is wrong (layer install, stage firmware, boot 1, after 0 s)',
  },
  {
    reason: 'an installed disk without a boot entry',
    events: [
      ...resetIn(1, [at(9, { diskWrittenBytes: 1 })]),
      started(2),
      line('BdsDxe: failed to load Boot0001 "UEFI Misc Device" from PciRoot(0x0)/Pci(0x2,0x0): Not Found'),
      line('>>Start PXE over IPv4.'),
    ],
    told: 'GP-GUEST-STOPPED: The firmware found nothing to boot on the installed disk (layer install, stage copy, boot 2, after 0 s)',
  },
  {
    reason: 'a boot manager that the certificates do not know',
    options: scriptOptions,
    events: [
      started(1, 'tools'),
      line('BdsDxe: failed to load Boot0004 "Windows Boot Manager" from HD(1,GPT): Access Denied'),
      line('BdsDxe: starting Boot0003 "EFI Internal Shell" from Fv(7CB8BDC9)'),
    ],
    told: 'GP-GUEST-STOPPED: Secure Boot refused the installed boot loader (Windows Boot Manager) (layer tools, stage firmware, boot 1, after 0 s)',
  },
  {
    reason: 'the same words from a guest that has spoken are only text',
    events: [started(), stage('winpe'), line('No bootable option or device was found'), line('bad shim signature')],
    told: undefined,
  },
])('$reason', boots.checkTold);

import { expect, test } from 'vitest';
import { hasNothingToBoot, isDvdStarting, refusedLoader, startedLoader } from '../../src/watch/firmware-text.ts';

const entry = (verb: string, name: string, end = '') => `BdsDxe: ${verb} Boot0001 "${name}" from PciRoot(0x0)${end}`;

test.for([
  {
    reason: 'a DVD',
    text: entry('starting', 'UEFI QEMU DVD-ROM QM00003 '),
    meaning: { dvd: true, loader: 'UEFI QEMU DVD-ROM QM00003', refused: undefined, nothing: false },
  },
  {
    reason: 'an installed Windows',
    text: entry('starting', 'Windows Boot Manager'),
    meaning: { dvd: false, loader: 'Windows Boot Manager', refused: undefined, nothing: false },
  },
  {
    reason: "the firmware's menu is no boot loader",
    text: entry('starting', 'UiApp'),
    meaning: { dvd: false, loader: undefined, refused: undefined, nothing: true },
  },
  {
    reason: 'nor is its network boot',
    text: entry('starting', 'UEFI PXEv4 (MAC:525400123456)'),
    meaning: { dvd: false, loader: undefined, refused: undefined, nothing: true },
  },
  {
    reason: 'an entry that is only loaded has not started',
    text: entry('loading', 'Windows Boot Manager'),
    meaning: { dvd: false, loader: undefined, refused: undefined, nothing: false },
  },
  {
    reason: 'an empty disk is not refused',
    text: entry('failed to load', 'UEFI Misc Device', ': Not Found'),
    meaning: { dvd: false, loader: undefined, refused: undefined, nothing: false },
  },
  {
    reason: 'what newer firmware adds does not matter',
    text: entry('failed to load', 'Windows Boot Manager', ': Access Denied -- rejected probably by Secure Boot'),
    meaning: { dvd: false, loader: undefined, refused: 'Windows Boot Manager', nothing: false },
  },
  {
    reason: 'the refused shell says nothing about media',
    text: entry('failed to start', 'EFI Internal Shell', ': Security Violation'),
    meaning: { dvd: false, loader: undefined, refused: undefined, nothing: false },
  },
])('$reason', ({ text, meaning }) => {
  const [dvd, loader] = [isDvdStarting(text), startedLoader(text)];

  expect({ dvd, loader, refused: refusedLoader(text), nothing: hasNothingToBoot(text) }).toEqual(meaning);
});

import { expect } from 'vitest';
import type { BootEnd, BootEvent, EventBody, Tick } from '../../src/base/events.ts';
import type { GuestMessage } from '../../src/base/guest-channel.ts';
import { parseGuestLine } from '../../src/base/guest-channel.ts';
import type { Nonce } from '../../src/base/ids.ts';
import type { StageLimits } from '../../src/base/stages.ts';
import type { WatchOptions } from '../../src/watch/scene.ts';
import type { FailVerdict, Verdict } from '../../src/watch/verdicts.ts';
import { startWatch } from '../../src/watch/watch-boots.ts';

/** Events of boots in the words of a test, and a watch over them. */

export const mib = 1024 * 1024;

export const limits: StageLimits = {
  firmware: 2,
  'boot-prompt': 2,
  winpe: 10,
  copy: 30,
  specialize: 20,
  oobe: 20,
  'first-logon': 20,
  layer: 240,
  seal: 60,
  step: 30,
  shutdown: 10,
};

export const installOptions: WatchOptions = { layer: 'install', kind: 'install', limits, scale: 1 };
export const scriptOptions: WatchOptions = { layer: 'tools', kind: 'script', limits, scale: 1 };
export const sealOptions: WatchOptions = { layer: 'seal', kind: 'seal', limits, scale: 1 };

export const started = (boot = 1, layer = 'install'): BootEvent => ({
  kind: 'boot.started',
  layer,
  boot,
  pid: 4711,
  command: ['qemu-system-x86_64'],
});

export const finished = (reason: BootEnd['reason'], end: Partial<BootEnd> = {}, boot = 1): BootEvent => ({
  kind: 'boot.finished',
  layer: 'install',
  boot,
  end: { reason, exitCode: 0, signal: null, ...end },
});

export const line = (text: string): BootEvent => ({ kind: 'guest.line', text });
export const partial = (text: string): BootEvent => ({ kind: 'guest.line', text, partial: true });
export const says = (message: GuestMessage): BootEvent => ({ kind: 'guest.message', message });
export const stage = (name: 'winpe' | 'specialize' | 'oobe' | 'first-logon'): BootEvent =>
  says({ kind: 'stage', stage: name });
export const ready = says({ kind: 'ready' });
export const agentOpened: BootEvent = { kind: 'agent.opened' };
export const agentClosed: BootEvent = { kind: 'agent.closed' };
export const shutdownRequested: BootEvent = { kind: 'shutdown.requested' };
export const newPicture: BootEvent = { kind: 'screen.changed', file: 'screens/0001.png' };
export const machineEvent = (name: string, data: Record<string, unknown> = {}): BootEvent => ({
  kind: 'machine.event',
  name,
  data,
});
export const output = (text: string): BootEvent => ({ kind: 'machine.output', text });

export const dvdStarting = line(
  'BdsDxe: starting Boot0001 "UEFI QEMU DVD-ROM QM00003 " from PciRoot(0x0)/Pci(0x1F,0x2)/Sata(0x1,0xFFFF,0x0)',
);
export const diskStarting = line(
  'BdsDxe: starting Boot0004 "Windows Boot Manager" from HD(1,GPT,8C6F)/\\EFI\\Microsoft',
);
export const inFirmwareMenu = line('BdsDxe: starting Boot0000 "UiApp" from Fv(7CB8BDC9)/FvFile(462CAA21)');

/** A tick at a time in seconds. */
export const at = (seconds: number, rest: Partial<Omit<Tick, 'kind' | 'elapsedMs'>> = {}): Tick => ({
  kind: 'tick',
  elapsedMs: seconds * 1000,
  cpuMs: 0,
  diskReadBytes: 0,
  diskWrittenBytes: 0,
  cdReadBytes: 0,
  ...rest,
});

/** All that a watch concludes from `events`. */
export function watchAll(options: WatchOptions, events: readonly EventBody[]): readonly Verdict[] {
  const watch = startWatch(options);
  return events.flatMap((event) => watch.see(event));
}

/** The one failure that a watch concludes from `events`, if any. */
export function failureOf(options: WatchOptions, events: readonly EventBody[]): FailVerdict | undefined {
  return watchAll(options, events).find((verdict) => verdict.kind === 'fail');
}

/** Code and message of the failure: what most tables compare. */
export function toldBy(options: WatchOptions, events: readonly EventBody[]): string | undefined {
  const failure = failureOf(options, events);
  return failure && `${failure.code}: ${failure.message}`;
}

const nonce = 'a'.repeat(32) as Nonce;

/** COM1 bytes as a machine hands them on: what each chunk finishes, then what stands without its end. */
export function com1Events(chunks: readonly string[]): readonly BootEvent[] {
  let open = '';
  return chunks.flatMap((chunk) => {
    const pieces = (open + chunk).split('\n');
    open = pieces.pop() ?? '';
    const lines = pieces.map((text) => asEvent(text));
    return open === '' ? lines : [...lines, { ...asEvent(open), partial: true } as BootEvent];
  });
}

function asEvent(text: string): BootEvent {
  const parsed = parseGuestLine(text, nonce);
  return parsed.kind === 'text' ? { kind: 'guest.line', text: parsed.text } : says(parsed.message);
}

/** A healthy install of three boots as it was seen with the rehearsal guest, times rounded. */
export const healthyInstall: readonly EventBody[] = [
  started(1),
  at(1, { cpuMs: 1000 }),
  line('BdsDxe: failed to load Boot0002 "UEFI Misc Device" from PciRoot(0x0)/Pci(0x2,0x0): Not Found'),
  dvdStarting,
  line('Welcome to GRUB!'),
  at(5, { cpuMs: 5000, cdReadBytes: 5 * mib }),
  partial('Press any key to boot from CD or DVD.'),
  partial('Press any key to boot from CD or DVD..'),
  at(6, { cpuMs: 5500, cdReadBytes: 12 * mib }),
  line('Press any key to boot from CD or DVD..  Booting'),
  newPicture,
  stage('winpe'),
  at(15, { cpuMs: 15_000, cdReadBytes: 30 * mib }),
  line('setup: image 4 to disk 0'),
  at(20, { cpuMs: 19_000, cdReadBytes: 60 * mib, diskWrittenBytes: 100 * mib }),
  machineEvent('SHUTDOWN', { guest: true, reason: 'guest-reset' }),
  finished('reset', {}, 1),
  started(2),
  diskStarting,
  at(10, { cpuMs: 9000, diskReadBytes: 40 * mib }),
  stage('specialize'),
  at(12, { cpuMs: 10_000, diskReadBytes: 40 * mib, diskWrittenBytes: mib }),
  finished('reset', {}, 2),
  started(3),
  diskStarting,
  at(10, { cpuMs: 9000, diskReadBytes: 40 * mib }),
  stage('oobe'),
  stage('first-logon'),
  agentOpened,
  ready,
  at(14, { cpuMs: 12_000, diskReadBytes: 42 * mib, diskWrittenBytes: 2 * mib }),
  ready,
  shutdownRequested,
  agentClosed,
  at(16, { cpuMs: 13_000, diskReadBytes: 42 * mib, diskWrittenBytes: 3 * mib }),
  machineEvent('SHUTDOWN', { guest: true, reason: 'guest-shutdown' }),
  finished('shutdown', {}, 3),
];

/** One row of a detector's table: what is told of these events, or nothing. */
export type Failing = {
  readonly reason: string;
  readonly options?: WatchOptions;
  readonly events: readonly EventBody[];
  readonly told: string | undefined;
};

export function checkTold({ options = installOptions, events, told }: Failing): void {
  expect(toldBy(options, events)).toBe(told);
}

/** A tick each 30 s. */
export const seconds = (from: number, to: number, rest = {}): readonly Tick[] =>
  Array.from({ length: (to - from) / 30 + 1 }, (_, index) => at(from + index * 30, rest));

/** A boot that ends by a reset of the guest. */
export const resetIn = (boot: number, events: readonly EventBody[], layer = 'install'): readonly EventBody[] => [
  started(boot, layer),
  ...events,
  finished('reset', {}, boot),
];

export const done = (layer: string): BootEvent => says({ kind: 'done', layer });

import { expect, test } from 'vitest';
import type { BootEnd, Event, EventBody } from '../../src/base/events.ts';
import type { GuestMessage } from '../../src/base/guest-channel.ts';
import { checklistOf } from '../../src/build/run/checklist.ts';

const booted = (layer: string, boot = 1): EventBody => ({ kind: 'boot.started', layer, boot, pid: 1, command: [] });
const said = (message: GuestMessage): EventBody => ({ kind: 'guest.message', message });
const ended = (layer: string, reason: BootEnd['reason'], boot = 1): EventBody => ({
  kind: 'boot.finished',
  layer,
  boot,
  end: { reason, exitCode: 0, signal: null },
});
const facts = [
  said({ kind: 'fact', name: 'secureBoot', value: true }),
  said({ kind: 'fact', name: 'tpm', value: '2.0' }),
];

const marker = (layer: string) => `layer ${layer}: success marker with the nonce of its boot`;
const shutdown = (layer: string) => `layer ${layer}: ended by a shutdown of the guest`;

test.for<{ reason: string; bodies: EventBody[]; checks: [string, boolean, string][] }>([
  { reason: 'a run that boots nothing proves nothing', bodies: [], checks: [] },
  {
    reason: 'a good build',
    bodies: [
      ...[booted('install'), ended('install', 'reset'), booted('install', 2), said({ kind: 'ready' })],
      ...[ended('install', 'shutdown', 2), booted('seal'), ...facts, said({ kind: 'done', layer: 'seal' })],
      ended('seal', 'shutdown'),
    ],
    checks: [
      [marker('install'), true, 'heard'],
      [shutdown('install'), true, 'shutdown'],
      [marker('seal'), true, 'heard'],
      [shutdown('seal'), true, 'shutdown'],
      ['the guest reports Secure Boot', true, 'true'],
      ['the guest reports a TPM 2.0', true, '2.0'],
    ],
  },
  {
    reason: 'a guest without Secure Boot and with an old TPM, whose QEMU was lost',
    bodies: [
      booted('install'),
      said({ kind: 'fact', name: 'secureBoot', value: false }),
      said({ kind: 'fact', name: 'tpm', value: '1.2' }),
      ended('install', 'lost'),
    ],
    checks: [
      [marker('install'), false, 'not heard'],
      [shutdown('install'), false, 'lost'],
      ['the guest reports Secure Boot', false, 'false'],
      ['the guest reports a TPM 2.0', false, '1.2'],
    ],
  },
  {
    reason: 'a goldpane that was killed in mid-boot',
    bodies: [booted('install')],
    checks: [
      [marker('install'), false, 'not heard'],
      [shutdown('install'), false, 'nothing'],
      ['the guest reports Secure Boot', false, 'nothing'],
      ['the guest reports a TPM 2.0', false, 'nothing'],
    ],
  },
])('checklistOf(): $reason', async ({ bodies, checks }) => {
  const events = bodies.map(
    (body, index): Event => ({ v: 1, seq: index + 1, at: '2026-11-21T14:00:00.000Z', ...body }),
  );

  expect(await checklistOf(events)).toEqual({
    schema: 'goldpane/checklist/1',
    checks: checks.map(([check, passed, found]) => ({ check, passed, found })),
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BootEvent, EventBody } from '../../src/base/events.ts';
import { stages } from '../../src/base/stages.ts';
import type { WatchOptions } from '../../src/watch/scene.ts';
import { startWatch } from '../../src/watch/watch-boots.ts';
import * as boots from './boots.ts';

const { at, finished, installOptions, started } = boots;

test('a healthy install: every stage once, one key, ready, two reboots, complete', () => {
  expect(boots.watchAll(installOptions, boots.healthyInstall)).toEqual([
    { kind: 'stage', stage: 'firmware' },
    { kind: 'stage', stage: 'boot-prompt' },
    { kind: 'press-key', key: 'spc' },
    { kind: 'stage', stage: 'winpe' },
    { kind: 'stage', stage: 'copy' },
    { kind: 'reboot', boot: 1 },
    { kind: 'stage', stage: 'specialize' },
    { kind: 'reboot', boot: 2 },
    { kind: 'stage', stage: 'oobe' },
    { kind: 'stage', stage: 'first-logon' },
    { kind: 'ready' },
    { kind: 'stage', stage: 'shutdown' },
    { kind: 'stage', stage: 'off' },
    { kind: 'complete', layer: 'install', boot: 3 },
  ]);
});

test('whether the disk was touched decides what the next boot may start from', () => {
  const watch = startWatch(installOptions);

  watch.see(started());
  watch.see(at(5));
  expect([watch.stage, watch.diskTouched]).toEqual(['firmware', false]);
  watch.see(at(6, { diskWrittenBytes: 512 }));
  expect([watch.stage, watch.diskTouched]).toEqual(['copy', true]);
});

test.for<{ reason: string; options: WatchOptions; touched: boolean }>([
  { reason: 'an install', options: installOptions, touched: false },
  { reason: 'an install reset in WinPE', options: { ...installOptions, reached: 'winpe' }, touched: false },
  { reason: 'an install reset by Setup', options: { ...installOptions, reached: 'copy' }, touched: true },
  { reason: 'a layer', options: boots.scriptOptions, touched: true },
])('before the first boot, is the disk touched: $reason', ({ options, touched }) => {
  expect(startWatch(options).diskTouched).toBe(touched);
});

test('of several failures in one event the most specific one is told, and nothing after it', () => {
  const lost = finished('lost', { exitCode: null, signal: 'SIGKILL' });
  const events = [started(), boots.machineEvent('GUEST_PANICKED'), at(1e6), lost, boots.ready, finished('shutdown')];

  const told = boots.watchAll(installOptions, events).map((verdict) => ('code' in verdict ? verdict.code : verdict));

  expect(told).toEqual([{ kind: 'stage', stage: 'firmware' }, 'GP-GUEST-PANIC']);
});

test.for<{ reason: string; events: readonly EventBody[] }>([
  { reason: 'before the first boot', events: [boots.ready, at(1e9), finished('shutdown')] },
  { reason: 'after the end of a boot', events: [started(), finished('quit'), boots.ready, at(1e9), finished('lost')] },
  { reason: 'of the run, not of a boot', events: [started(), { kind: 'note', text: 'Press any key to boot from' }] },
  {
    reason: 'our own stages come back as events',
    events: [started(), { kind: 'stage.entered', layer: 'install', boot: 1, stage: 'oobe' }],
  },
])('events that mean nothing: $reason', ({ events }) => {
  const told = boots.watchAll(installOptions, events).filter(({ kind }) => kind !== 'stage');

  expect(told).toEqual([]);
});

const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ maxLength: 5000 }));
const garbage = fc.record({ text, partial: fc.boolean(), where: fc.nat() });

test('garbage on COM1 never changes what is told', () => {
  fc.assert(
    fc.property(fc.array(garbage, { maxLength: 40 }), (pieces) => {
      const events = [...boots.healthyInstall];
      for (const piece of pieces) {
        const event = piece.partial ? boots.partial(piece.text) : boots.line(piece.text);
        events.splice(piece.where % (events.length + 1), 0, event);
      }

      expect(boots.watchAll(installOptions, events)).toEqual(boots.watchAll(installOptions, boots.healthyInstall));
    }),
    { numRuns: 500 },
  );
});

const bytes = fc.nat({ max: 20 * boots.mib });
const tick: fc.Arbitrary<EventBody> = fc.record({
  kind: fc.constant('tick' as const),
  elapsedMs: fc.oneof(fc.nat({ max: 5000 }), fc.nat({ max: 20_000_000 })),
  cpuMs: fc.nat({ max: 20_000_000 }),
  diskReadBytes: bytes,
  diskWrittenBytes: fc.oneof(fc.constant(0), bytes),
  cdReadBytes: bytes,
});
const finish: fc.Arbitrary<EventBody> = fc
  .record({
    reason: fc.constantFrom('reset', 'shutdown', 'panic', 'quit', 'lost'),
    exitCode: fc.constantFrom(0, 1, null),
    signal: fc.constantFrom('SIGKILL', null),
  })
  .map(({ reason, ...end }) => finished(reason, end));
const known: readonly BootEvent[] = [
  ...boots.healthyInstall.filter((event): event is BootEvent => event.kind !== 'tick'),
  boots.inFirmwareMenu,
  boots.done('tools'),
  boots.done('seal'),
  boots.says({ kind: 'error', where: 'winpe.cmd', text: 'no' }),
  boots.line('BdsDxe: failed to load Boot0001 "UEFI QEMU DVD-ROM QM00003 " from PciRoot(0x0): Access Denied'),
  boots.machineEvent('GUEST_PANICKED'),
  boots.machineEvent('STOP', { status: 'internal-error' }),
  boots.machineEvent('BLOCK_IO_ERROR', { action: 'stop', nospace: true }),
  boots.output('KVM: entry failed, hardware error 0x80000021'),
];
const anyEvent: fc.Arbitrary<EventBody> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...known) },
  { weight: 3, arbitrary: tick },
  { weight: 1, arbitrary: finish },
  { weight: 2, arbitrary: fc.nat({ max: 9 }).map((boot) => started(boot)) },
);
const strangeEvents = fc.array(fc.tuple(fc.nat(), anyEvent), { maxLength: 4 });
/** Events in any order, or an install with strange events in it. */
const anyRun = fc.oneof(
  fc.array(anyEvent, { maxLength: 60 }),
  strangeEvents.map((strange) => {
    const events = [...boots.healthyInstall];
    for (const [where, event] of strange) events.splice(where % (events.length + 1), 0, event);
    return events;
  }),
);
const anyWatch = fc.constantFrom(installOptions, boots.scriptOptions, boots.sealOptions);

test('whatever happens, a boot ends once: well or badly; its stages go forward', () => {
  const ends = { fail: 0, complete: 0, reboot: 0 };
  fc.assert(
    fc.property(anyWatch, anyRun, (options, events) => {
      const watch = startWatch(options);
      let told: string[] = [];
      let last = -1;
      for (const event of events) {
        if (event.kind === 'boot.started') [told, last] = [[], -1];
        for (const verdict of watch.see(event)) {
          expect(told).not.toContain('end');
          if (verdict.kind === 'fail' || verdict.kind === 'complete' || verdict.kind === 'reboot') {
            told.push('end');
            ends[verdict.kind] += 1;
          }
          if (verdict.kind !== 'stage') continue;
          expect(stages.indexOf(verdict.stage)).toBeGreaterThan(last);
          last = stages.indexOf(verdict.stage);
        }
      }
    }),
    { numRuns: 5000 },
  );
  // The generator must reach all three, or the property says nothing.
  expect(Math.min(ends.fail, ends.complete, ends.reboot)).toBeGreaterThan(50);
});

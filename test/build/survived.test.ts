import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Event } from '../../src/base/events.ts';
import { type BuildBench, buildBench } from './build-bench.ts';

/** Shared: each test makes what it needs anew. */
let bench: BuildBench;
beforeAll(async () => {
  bench = await buildBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

const at = (moment: string, action: unknown, times = 1) => ({ misbehave: [{ at: moment, do: action, times }] });

function ends(events: readonly Event[], layer: string): string[] {
  return events.flatMap((event) => (event.kind === 'boot.finished' && event.layer === layer ? [event.end.reason] : []));
}

test('an install survives garbage on COM1, C1 a prompt that was missed once, and an agent that restarts', async () => {
  const misbehave = [
    { at: 'boot-prompt', do: 'miss-prompt', times: 1 },
    { at: 'winpe', do: 'garbage', times: 1 },
    { at: 'ready', do: { 'agent-restarts': 100 }, times: 1 },
  ];
  await bench.tools.play({ misbehave });
  await bench.writeRecipe({ layers: [] });

  const { error, events } = await bench.build();

  expect(error).toBeUndefined();
  expect(ends(events, 'install')).toEqual(['quit', 'reset', 'reset', 'shutdown']);
  // A missed prompt leaves nothing to go on from.
  const boots = events.flatMap((event) =>
    event.kind === 'boot.started' && event.layer === 'install' ? [event.boot] : [],
  );
  expect(boots).toEqual([1, 1, 2, 3]);
});

test('C2 the installer is in the boot order of the first boot alone, and gone after the install', async () => {
  // Long enough to be seen writing to the disk, which is looked at every second.
  await bench.tools.play({ prompt: false, ...at('copy', { wait: 1200 }) });
  await bench.writeRecipe({ layers: [] });
  const before = (await bench.boots()).length;

  await bench.build({ rebuild: true });

  const boots = (await bench.boots()).slice(before);
  const drives = boots.map((call) => call.filter((word) => word.includes('"ide-cd"')).length);
  const media = boots.map((call) => call.some((word) => word.includes(bench.medium)));
  const order = boots.map((call) => call.flatMap((word) => /"ide-cd".*"bootindex":(\d)/.exec(word)?.[1] ?? []));
  expect({ drives, media, order }).toEqual({
    drives: [2, 2, 2, 1],
    media: [true, true, true, false],
    order: [['2'], [], [], []],
  });
});

test('a guest restarts where a step needs it, and the layer goes on with the next step', async () => {
  await bench.tools.play({ steps: { '01-asks': { exitCode: 3010 }, '02-leaves-pending': { rebootPending: true } } });
  const step = (name: string, reboot: string) => ({ name, script: 'tools.ps1', reboot });
  const steps = [
    step('asks', 'allowed'),
    step('leaves-pending', 'allowed'),
    step('always', 'always'),
    step('needs-none', 'allowed'),
  ];
  await bench.writeRecipe({ layers: [{ name: 'tools', steps }] });

  const { error, events } = await bench.build();

  expect(error).toBeUndefined();
  expect(ends(events, 'tools')).toEqual(['reset', 'reset', 'reset', 'shutdown']);
  const started = events.flatMap((event) => (event.kind === 'step.started' ? [event.step] : []));
  expect(started).toEqual(['asks', 'leaves-pending', 'always', 'needs-none', 'seal']);
});

test('D5 a guest that restarts in the middle of a step: the next boot goes on with it', async () => {
  await bench.tools.play(at('step', 'reset'));
  const steps = [{ script: 'tools.ps1', reboot: 'allowed', args: ['d5'] }];
  await bench.writeRecipe({ layers: [{ name: 'tools', steps }] });

  const { error, events } = await bench.build();

  expect(error).toBeUndefined();
  expect(ends(events, 'tools')).toEqual(['reset', 'shutdown']);
});

test('an agent that dies in a step and comes back: the step goes on', async () => {
  await bench.tools.play(at('step', { script: [{ 'agent-restarts': 200 }, 'end-step'] }));
  const steps = [{ script: 'tools.ps1', args: ['agent'] }];
  await bench.writeRecipe({ layers: [{ name: 'tools', steps }] });

  const { error, events } = await bench.build();

  expect(error).toBeUndefined();
  expect(events.filter(({ kind }) => kind === 'agent.closed').length).toBeGreaterThan(0);
  expect(ends(events, 'tools')).toEqual(['shutdown']);
});

test('a power cut in the second boot of the install: the next build goes on there', async () => {
  await bench.tools.play('power-cut-in-specialize');
  await bench.writeRecipe({ layers: [], timezone: 'Tokyo Standard Time' });

  const cut = await bench.build();
  const next = await bench.build();

  expect(cut.error?.code).toBe('GP-MACHINE-LOST');
  expect(ends(cut.events, 'install')).toEqual(['reset', 'lost']);
  expect(next.error).toBeUndefined();
  expect(next.events.find(({ kind }) => kind === 'layer.started')).toMatchObject({
    layer: 'install',
    resumedAtBoot: 2,
  });
  expect(ends(next.events, 'install')).toEqual(['reset', 'shutdown']);
});

test('H2 the disk becomes full while the image is compressed: nothing half-written is left, and the layers are kept', async () => {
  await using other = await buildBench({}, { fakeImages: true });
  await other.writeRecipe({ layers: [] });
  // The conversion of the scan for secrets comes first, so only that of the bundle may fail.
  await other.tools.play({
    qemuImg: { 'convert -q -c': 'qemu-img: error while writing at byte 0: No space left on device' },
  });

  const full = await other.build();
  const left = await Promise.all(['images', 'tmp', 'names'].map((part) => readdir(`${other.store.directory}/${part}`)));
  await other.tools.play({});
  const next = await other.build();

  expect({ code: full.error?.code, exitCode: full.error?.exitCode, hint: full.error?.hint }).toEqual({
    code: 'GP-HOST-SPACE',
    exitCode: 3,
    hint: 'Free some space and start the same command again: finished layers are kept',
  });
  expect(left).toEqual([[], [], []]);
  expect(next.result?.outcome).toBe('published');
  expect(ends(next.events, 'install')).toEqual([]);
});

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

test.for<{ reason: string; scenario: object; install: string[] }>([
  { reason: 'garbage on COM1', scenario: at('winpe', 'garbage'), install: ['reset', 'reset', 'shutdown'] },
  {
    reason: 'C1 a prompt that was missed once: it boots again',
    scenario: at('boot-prompt', 'miss-prompt'),
    install: ['quit', 'reset', 'reset', 'shutdown'],
  },
  {
    reason: 'an agent that restarts',
    scenario: at('ready', { 'agent-restarts': 100 }),
    install: ['reset', 'reset', 'shutdown'],
  },
  {
    reason: 'an installer that asks for no key',
    scenario: { prompt: false },
    install: ['reset', 'reset', 'shutdown'],
  },
])('an install survives $reason', async ({ scenario, install }) => {
  await bench.tools.play(scenario);
  await bench.writeRecipe({ layers: [] });

  const { error, events } = await bench.build({ rebuild: true });

  expect(error).toBeUndefined();
  expect(ends(events, 'install')).toEqual(install);
});

test('C2 the installer is in the boot order of the first boot alone, and gone after the install', async () => {
  await bench.tools.play({});
  await bench.writeRecipe({ layers: [] });
  const before = (await bench.boots()).length;

  await bench.build({ rebuild: true });

  const boots = (await bench.boots()).slice(before);
  const drives = boots.map((call) => call.filter((word) => word.includes('"ide-cd"')).length);
  const media = boots.map((call) => call.some((word) => word.includes(bench.medium)));
  expect({ drives, media }).toEqual({ drives: [2, 2, 2, 1], media: [true, true, true, false] });
});

type Restarts = { reason: string; step: object; played: object; tools: string[]; starts: number };

test.for<Restarts>([
  {
    reason: 'exit code 3010',
    step: { reboot: 'allowed' },
    played: { exitCode: 3010 },
    tools: ['reset', 'shutdown'],
    starts: 1,
  },
  {
    reason: 'a restart that Windows has pending',
    step: { reboot: 'allowed' },
    played: { rebootPending: true },
    tools: ['reset', 'shutdown'],
    starts: 1,
  },
  {
    reason: 'a step after which it always restarts',
    step: { reboot: 'always' },
    played: {},
    tools: ['reset', 'shutdown'],
    starts: 1,
  },
  { reason: 'no reason', step: { reboot: 'allowed' }, played: {}, tools: ['shutdown'], starts: 1 },
])('a guest restarts for $reason, and the layer goes on', async ({ reason, step, played, tools, starts }) => {
  await bench.tools.play({ steps: { '01-tools': played } });
  // An argument of its own gives each layer a key of its own.
  const steps = [{ script: 'tools.ps1', args: [reason], ...step }, { script: 'settings.ps1' }];
  await bench.writeRecipe({ layers: [{ name: 'tools', steps }] });

  const { error, events } = await bench.build();

  expect(error).toBeUndefined();
  expect(ends(events, 'tools')).toEqual(tools);
  const started = events.flatMap((event) => (event.kind === 'step.started' ? [event.step] : []));
  expect(started.filter((name) => name === 'tools')).toHaveLength(starts);
  expect(started).toContain('settings');
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

import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Event } from '../../src/base/events.ts';
import type { LayerKey } from '../../src/base/ids.ts';
import { findImage } from '../../src/store/find-image.ts';
import { findRun } from '../../src/store/runs.ts';
import { type BuildBench, type Built, buildBench } from './build-bench.ts';

/** What happened, in short, without what the clock or a tool's speed decides. */
function story(events: readonly Event[]): string[] {
  return events.flatMap((event) => {
    switch (event.kind) {
      case 'layer.started':
      case 'layer.cached':
      case 'layer.finished':
        return [`${event.kind} ${event.layer}`];
      case 'boot.finished':
        return [`boot ${event.boot} of ${event.layer}: ${event.end.reason}`];
      case 'step.finished':
        return [`step ${event.step}: ${event.exitCode}`];
      case 'stage.entered':
        return [`${event.layer}: ${event.stage}`];
      case 'work.started':
      case 'work.finished':
        return [`${event.kind} ${event.work}`];
      case 'run.finished':
        return [`run: ${event.outcome}`];
      default:
        return [];
    }
  });
}

const layerStory = (name: string) => [
  `layer.started ${name}`,
  `${name}: firmware`,
  `${name}: ${name === 'seal' ? 'seal' : 'layer'}`,
  `step ${name}: 0`,
  `${name}: shutdown`,
  `boot 1 of ${name}: shutdown`,
  `${name}: off`,
  `layer.finished ${name}`,
];
const installStory = [
  'layer.started install',
  'work.started verify:testwin',
  'work.finished verify:testwin',
  'install: firmware',
  'install: boot-prompt',
  'install: winpe',
  'boot 1 of install: reset',
  'install: specialize',
  'boot 2 of install: reset',
  'install: oobe',
  'install: first-logon',
  'install: shutdown',
  'boot 3 of install: shutdown',
  'install: off',
  'layer.finished install',
];
const publishStory = ['work.started publish', 'work.finished publish'];

/** Built once for all tests here. */
let bench: BuildBench;
let first: Built;
beforeAll(async () => {
  bench = await buildBench();
  first = await bench.build();
});
afterAll(() => bench[Symbol.asyncDispose]());

test('a first build goes through every stage and publishes', async () => {
  expect(first.error).toBeUndefined();
  expect(story(first.events)).toEqual([
    ...installStory,
    ...layerStory('tools'),
    ...layerStory('settings'),
    ...layerStory('seal'),
    ...publishStory,
    'run: done',
  ]);
  expect(first.events.map(({ seq }) => seq)).toEqual(first.events.map((_, index) => index + 1));
  expect(first.result).toMatchObject({ outcome: 'published', image: 'demo' });
  // One boot of each layer but three of the install, and the one that tries KVM.
  expect(await bench.boots()).toHaveLength(7);
});

test('H4 the next build removes the seal that a build left which was killed right after its rename', async () => {
  const { paths } = bench.store;
  const seal = first.events.flatMap((event) => (event.kind === 'plan.resolved' ? event.layers : [])).at(-1);
  const partial = paths.partialLayer(seal?.key as LayerKey);
  await mkdir(partial);

  const again = await bench.build();

  expect(again.result).toMatchObject({ outcome: 'unchanged' });
  expect((await readdir(paths.layers)).filter((name) => name.endsWith('.partial'))).toEqual([]);
});

test('the next build finds nothing to do and boots nothing', async () => {
  const before = await bench.boots();

  const { result, events } = await bench.build();

  expect(result).toMatchObject({ outcome: 'unchanged', version: first.result?.version, bundle: first.result?.bundle });
  expect(story(events)).toEqual(['run: unchanged']);
  expect(await bench.boots()).toEqual(before);
});

test('a published version is whole: bundle, channel, manifest, evidence, credentials, run', async () => {
  const { result } = first;
  const { entry, channels } = await found(bench.store);
  const { manifest } = entry;
  const beside = bench.store.paths.beside('demo', entry.version);
  expect((await readdir(entry.directory)).sort()).toEqual([
    'disk-baseline.qcow2',
    'manifest.json',
    'tpm',
    'uefi-vars.fd',
  ]);
  expect(channels).toEqual(['candidate']);
  expect(manifest).toMatchObject({
    image: 'demo',
    run: result?.run,
    release: 'testwin',
    edition: 'Professional',
    rehearsal: false,
    accelerator: 'kvm',
    facts: { secureBoot: true, tpm: '2.0' },
  });
  expect(manifest.evidence.map(({ name }) => name).sort()).toEqual([
    'checklist.json',
    'command-lines.txt',
    'environment.json',
    'plan.json',
    'serial.log',
    'steps/seal-seal.log',
    'steps/settings-settings.log',
    'steps/tools-tools.log',
    'timeline.json',
  ]);
  const topNames = [...new Set(manifest.evidence.map(({ name }) => name.split('/')[0]))];
  expect((await readdir(join(beside, 'evidence'))).sort()).toEqual(topNames.sort());
  expect((await stat(join(beside, 'credentials.json'))).mode & 0o777).toBe(0o600);
  expect((await readdir(result?.runDirectory ?? '')).sort()).toEqual([...topNames, 'events.jsonl', 'run.json'].sort());
  expect(await findRun(bench.store, result?.run ?? '')).toMatchObject({ state: 'done' });
  const checklist = JSON.parse(await readFile(join(beside, 'evidence', 'checklist.json'), 'utf8'));
  expect(checklist.checks.every(({ passed }: { passed: boolean }) => passed)).toBe(true);
});

async function found(store: Parameters<typeof findImage>[0]) {
  const { entry } = await findImage(store, 'demo');
  return { entry, channels: await readdir(store.paths.channels('demo')) };
}

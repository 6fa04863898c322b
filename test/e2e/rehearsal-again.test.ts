import { join } from 'node:path';
import { beforeAll, expect, inject, test } from 'vitest';
import { misbehavingServer } from '../helpers/misbehaving-server.ts';
import {
  type BuiltRehearsal,
  buildMs,
  outlineOf,
  rehearsalBuild,
  reportTime,
  runDirectoryOf,
  serialLines,
} from '../helpers/rehearsal-build.ts';
import { canaryStep, lookForCanary, startCanary } from '../helpers/rehearsal-canary.ts';
import { goldpane, startGoldpane } from '../helpers/rehearsal-command.ts';
import { ownPackage, ownStep, ownStepFiles, ownStepLog } from '../helpers/rehearsal-own-step.ts';
import { isAlive, processTree } from '../helpers/rehearsal-processes.ts';
import { rehearsalRecipe } from '../helpers/rehearsal-recipe.ts';

const directory = inject('e2eDirectory');
let built: BuiltRehearsal;
beforeAll(async () => {
  built = await rehearsalBuild();
}, buildMs);

test('a second build changes nothing and boots nothing', async () => {
  const again = await goldpane('build', 'recipe', 'rehearsal', '--json', '--store', built.store);

  expect(again.exitCode).toBe(0);
  expect(again.events.at(-1)).toMatchObject({ outcome: 'unchanged', version: built.image.version });
  expect(again.events.filter(({ kind }) => kind === 'boot.started' || kind === 'layer.started')).toEqual([]);
  reportTime('unchanged build', again.events, again.wallMs);
});

test('a changed last layer is built alone with the seal; a step of one’s own restarts the guest in its middle and goes on; neither network leads to the host’s loopback', async () => {
  await using canary = await startCanary();
  await using server = await misbehavingServer(ownPackage);
  const recipe = await rehearsalRecipe(
    join(directory, 'changed'),
    'changed',
    {
      layers: [
        { name: 'tools', steps: [{ script: 'goldpane:rehearsal-tools' }] },
        { name: 'settings', network: 'internet', steps: [ownStep(server.url()), canaryStep(canary, 'internet')] },
      ],
      seal: { steps: [canaryStep(canary, 'none'), { script: 'goldpane:seal' }] },
    },
    { ...lookForCanary, ...ownStepFiles },
  );

  const changed = await goldpane('build', 'recipe', recipe, '--json', '--store', built.store);

  expect(changed.exitCode).toBe(0);
  expect(outlineOf(changed.events)).toEqual([
    ...[
      'install cached',
      'tools cached',
      'settings started',
      'settings boot 1',
      'settings boot 2',
      'settings finished',
    ],
    ...['seal started', 'seal boot 1', 'seal finished'],
  ]);
  const said = changed.events.flatMap((event) => (event.kind === 'step.output' ? event.text.split('\n') : []));
  expect(said.filter((line) => /canary|gateway/.test(line))).toEqual([
    expect.stringMatching(/^address [\d.]+, gateway [\d.]+$/),
    'looked for the canary',
    'address 10.0.2.15, gateway none',
    'looked for the canary',
  ]);
  expect(said.filter((line) => /^run \d|restarting/.test(line))).toEqual(ownStepLog);
  expect(server.requests.length).toBe(1);
  expect(canary.visits).toEqual([]);
  reportTime('changed last script', changed.events, changed.wallMs);
});

test('Ctrl-C in the second boot of an install leaves nothing running, and the next build goes on there', async () => {
  const recipe = await rehearsalRecipe(join(directory, 'other'), 'other-letters', { rehearsal: { seed: 11 } });
  const args = ['build', 'recipe', recipe, '--json', '--store', built.store];

  const first = startGoldpane(args);
  const second = await first.until((event) => event.kind === 'boot.started' && event.boot === 2);
  await first.until((event) => event.seq > (second?.seq ?? 0) && event.kind === 'guest.line');
  const processes = processTree(first.pid);
  first.interrupt();
  const end = await first.ended;
  const left = processes.filter(isAlive);
  const resumed = startGoldpane(args);
  await resumed.until((event) => event.kind === 'layer.finished');
  resumed.interrupt();
  const resumedEnd = await resumed.ended;

  expect([end.exitCode, resumedEnd.exitCode]).toEqual([130, 130]);
  expect(left).toEqual([]);
  expect(first.events.find(({ kind }) => kind === 'run.finished')).toMatchObject({
    outcome: 'cancelled',
    code: 'GP-CANCELLED',
  });
  expect(resumed.events.find(({ kind }) => kind === 'layer.started')).toMatchObject({ resumedAtBoot: 2 });
  expect(outlineOf(resumed.events).slice(0, 3)).toEqual(['install started', 'install boot 2', 'install finished']);
  expect(serialLines(runDirectoryOf(first.events), /^setup: letters/)[0]).toBe(
    'setup: letters C:=GOLDPANE D:=CCCOMA_X64FRE_EN-US_DV9 (seed 11)',
  );
});

import { expect, test } from 'vitest';
import { describePlan } from '../../src/plan/describe-plan.ts';
import { resolvePlan } from '../../src/plan/resolve-plan.ts';
import { host, inputs, recipe, sha, sourcesOf } from './plan-inputs.ts';

const rehearsal = {
  ...recipe,
  name: 'rehearsal',
  description: '',
  release: 'rehearsal',
  emulation: 'allowed',
} as const;
const emulated = {
  ...inputs,
  recipe: { ...rehearsal, language: 'fr-FR' },
  sources: sourcesOf(rehearsal, 'rehearsal'),
  media: { sourceDigest: sha('built') },
  host: {
    ...host,
    accelerators: { kvm: { usable: false, found: 'there is no /dev/kvm', remedy: 'Load the module kvm_intel' } },
  },
} as const;

test('resolvePlan() says all that will be done, without absolute paths', async () => {
  const text = `${JSON.stringify(resolvePlan(inputs), null, 2)}\n`;

  await expect(text).toMatchFileSnapshot('./__snapshots__/office-plan.json');
  expect(text).not.toMatch(/"\//);
});

test('resolvePlan() chains layers by their keys and puts the script and its twin first', () => {
  const { layers } = resolvePlan(emulated);

  expect(layers.map(({ name, kind, parent }) => [name, kind, layers.findIndex(({ key }) => key === parent)])).toEqual([
    ['install', 'install', -1],
    ['updates', 'script', 0],
    ['tools', 'script', 1],
    ['seal', 'seal', 2],
  ]);
  expect(layers[2]?.steps.map(({ id, sources }) => [id, sources.map(({ name }) => name)])).toEqual([
    ['01-set-up', ['set-up.ps1', 'set-up.sh', 'config.json']],
    ['02-hello', ['hello.ps1', 'hello.sh']],
  ]);
});

test('resolvePlan() keeps warnings and the reason for emulation', () => {
  const { accelerator, findings } = resolvePlan(emulated);

  expect([accelerator, findings.map(({ severity, where, found }) => [severity, where, found])]).toEqual([
    'tcg',
    [
      ['warning', 'language', 'no installation medium speaks fr-FR'],
      ['info', 'accelerator', 'KVM cannot be used: there is no /dev/kvm'],
    ],
  ]);
});

test('resolvePlan() warns of an edition that is served no more, in words that do not change from day to day', () => {
  const servicing = { state: 'ended', ends: '2026-11-10', text: 'ended 11 days ago' } as const;

  expect(resolvePlan({ ...inputs, servicing }).findings).toEqual([
    {
      id: 'GP-RECIPE-RELEASE',
      severity: 'warning',
      where: 'release',
      found: 'win11-25h2 Professional had its last day on 2026-11-10',
      why: 'it gets no security updates any more',
      remedy: 'Build a release that is still served: goldpane list recipes',
    },
  ]);
});

test('resolvePlan() names the sources of files for the answer file', () => {
  const unattend = { template: 'tools/config.json', extra: ['tools/set-up.ps1'] };

  const { install } = resolvePlan({ ...inputs, recipe: { ...recipe, unattend } });

  expect(install.unattend).toEqual({
    template: inputs.sources.references['tools/config.json']?.[0],
    extra: [inputs.sources.references['tools/set-up.ps1']?.[0]],
  });
});

test('resolvePlan() does not plan with a file that nobody hashed', () => {
  const sources = { ...inputs.sources, references: {} };

  expect(() => resolvePlan({ ...inputs, sources })).toThrow(new TypeError('goldpane:windows-update was not read'));
});

test.for([
  ['office', inputs],
  ['emulated', emulated],
] as const)('describePlan() shows the plan %s to people', async ([name, given]) => {
  await expect(`${describePlan(resolvePlan(given))}\n`).toMatchFileSnapshot(`./__snapshots__/${name}-plan.txt`);
});

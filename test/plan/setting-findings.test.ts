import { expect, test } from 'vitest';
import { settingFindings } from '../../src/plan/setting-findings.ts';
import { recipe, step } from './plan-inputs.ts';

const licensed = { evaluation: false };
const withStep = (script: string) => ({ layers: [{ name: 'it', network: 'none', steps: [step(script)] } as const] });

test.for([
  { where: 'edition', script: 'goldpane:activate', wish: {}, edition: { evaluation: true } },
  { where: 'license', script: 'goldpane:activate', wish: { license: { kmsHost: 'kms' } }, edition: licensed },
  {
    where: 'defender',
    script: 'goldpane:defender',
    wish: { defender: { state: 'off', exclude: [] } } as const,
    edition: licensed,
  },
  {
    where: 'defender',
    script: 'goldpane:defender',
    wish: { defender: { state: 'on', exclude: ['C:/work'] } } as const,
    edition: licensed,
  },
  {
    where: 'nestedVirtualisation',
    script: 'goldpane:nested-virtualisation',
    wish: { nestedVirtualisation: 'on' } as const,
    edition: licensed,
  },
])('$where without a step that carries it out is told', ({ where, script, wish, edition }) => {
  const found = settingFindings({ ...recipe, ...wish }, edition);

  expect(found).toMatchObject([{ severity: 'warning', where, found: `no step runs ${script}` }]);
  expect(settingFindings({ ...recipe, ...wish, ...withStep(script) }, edition)).toEqual([]);
});

test('a recipe that wishes for nothing more is told nothing', () => {
  expect(settingFindings(recipe, licensed)).toEqual([]);
});

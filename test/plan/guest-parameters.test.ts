import { expect, test } from 'vitest';
import { guestParameters } from '../../src/plan/guest-parameters.ts';
import { recipe } from './plan-inputs.ts';

test('guestParameters() tells scripts what the recipe wants, and nothing that is secret', () => {
  const license = { key: { environment: 'GOLDPANE_KEY' } };
  const wishes = { defender: { state: 'on', exclude: ['C:/work'] }, vbs: 'off', automaticRepair: 'off' } as const;

  expect(guestParameters({ ...recipe, license, ...wishes }, { evaluation: false })).toEqual({
    schema: 'goldpane/parameters/1',
    account: 'goldpane',
    activation: 'key',
    kmsHost: null,
    features: { rdp: 'off', firewall: 'on' },
    defender: { state: 'on', exclude: ['C:/work'] },
    vbs: 'off',
    nestedVirtualisation: 'off',
    automaticRepair: 'off',
  });
});

test.for([
  { reason: 'an evaluation takes no licence', evaluation: true, license: undefined, activation: 'evaluation' },
  { reason: 'a generic key activates nothing', evaluation: false, license: undefined, activation: 'none' },
  { reason: 'a KMS host', evaluation: false, license: { kmsHost: 'kms.example.com:1689' }, activation: 'kms' },
  {
    reason: 'a KMS host, with a key of its own',
    evaluation: false,
    license: { kmsHost: 'kms.example.com:1689', key: { environment: 'GOLDPANE_KEY' } },
    activation: 'kms',
  },
])('activation: $reason', ({ evaluation, license, activation }) => {
  const parameters = guestParameters({ ...recipe, license }, { evaluation });

  expect([parameters.activation, parameters.kmsHost]).toEqual([activation, license?.kmsHost ?? null]);
});

import { expect, test } from 'vitest';
import type { Lifecycle } from '../../src/base/catalogue.ts';
import { servicingOf } from '../../src/recipe/lifecycle.ts';
import { builtInCatalogue } from './built-in-files.ts';

const facts = { asOf: '2026-11-21', seenIn: ['nowhere'] };
const client: Lifecycle = {
  released: '2023-10-31',
  servicing: { homeAndPro: '2025-11-11', enterpriseAndEducation: '2026-11-10' },
  ...facts,
};
const server: Lifecycle = {
  released: '2021-08-18',
  support: { mainstream: '2026-10-13', extended: '2031-10-14' },
  ...facts,
};

test.for<readonly [string, Lifecycle, string, string, 'served' | 'ended', string]>([
  ['the whole day counts', client, 'EnterpriseEval', '2026-11-21T23:59:59Z', 'ended', 'ended 11 days ago'],
  ['the first moment after it', client, 'EnterpriseEval', '2026-11-11T00:00:00Z', 'ended', 'ended 1 day ago'],
  ['the last moment', client, 'EnterpriseEval', '2026-11-10T23:59:59Z', 'served', 'ends today'],
  ['the day before', client, 'Education', '2026-11-09T12:00:00Z', 'served', 'ends in 1 day'],
  ['as far as days go', client, 'Enterprise', '2026-09-11T12:00:00Z', 'served', 'ends in 60 days'],
  ['where months begin', client, 'Enterprise', '2026-09-10T12:00:00Z', 'served', 'ends in 2 months'],
  ['Pro ends a year earlier', client, 'Professional', '2026-11-21T12:00:00Z', 'ended', 'ended 12 months ago'],
  ['so does Home', client, 'CoreSingleLanguage', '2025-11-01T12:00:00Z', 'served', 'ends in 10 days'],
  ['where years begin', client, 'Enterprise', '2023-10-31T12:00:00Z', 'served', 'ends in 3 years'],
  ['first phase', server, 'ServerStandard', '2026-10-01T12:00:00Z', 'served', 'mainstream support ends in 12 days'],
  ['second phase', server, 'ServerStandard', '2026-11-21T12:00:00Z', 'served', 'extended support ends in 5 years'],
  ['after both', server, 'ServerStandard', '2031-10-15T12:00:00Z', 'ended', 'ended 1 day ago'],
])('servicingOf() counts days: %s', ([, lifecycle, edition, today, state, text]) => {
  expect(servicingOf({ lifecycle }, edition, new Date(today))).toMatchObject({ state, text });
});

test('servicingOf() says which day it is', () => {
  const today = new Date('2026-11-21');

  expect([client, server].map((lifecycle) => servicingOf({ lifecycle }, 'Enterprise', today)?.ends)).toEqual([
    '2026-11-10',
    '2031-10-14',
  ]);
});

test('servicingOf() does not guess an end that nobody named, and says nothing of what has no dates', () => {
  const lifecycle = { ...client, servicing: { homeAndPro: '2028-10-10' } };

  expect(servicingOf({ lifecycle }, 'EnterpriseEval', new Date('2026-11-21'))).toEqual({
    state: 'unknown',
    text: 'no end is known',
  });
  expect(servicingOf({}, 'Professional', new Date('2026-11-21'))).toBeUndefined();
});

test('the built-in catalogue in words, on 2026-11-21', () => {
  const lines = builtInCatalogue().releases.flatMap((release) =>
    release.editions
      .filter(({ id }) => /^(Professional|EnterpriseEval|EnterpriseSEval|IoTEnterpriseS|ServerStandardEval)$/.test(id))
      .map(({ id }) => `${release.id} ${id}: ${servicingOf(release, id, new Date('2026-11-21'))?.text ?? 'nothing'}`),
  );

  expect(lines).toEqual([
    'rehearsal Professional: nothing',
    'win10-22h2 Professional: ended 13 months ago',
    'win10-22h2 EnterpriseEval: ended 13 months ago',
    'win11-26h2 Professional: ends in 22 months',
    'win11-26h2 EnterpriseEval: no end is known',
    'win11-25h2 Professional: ends in 10 months',
    'win11-25h2 EnterpriseEval: ends in 22 months',
    'win11-24h2 Professional: ended 39 days ago',
    'win11-24h2 EnterpriseEval: ends in 10 months',
    'win11-23h2 Professional: ended 12 months ago',
    'win11-23h2 EnterpriseEval: ended 11 days ago',
    'win11-ltsc-2024 EnterpriseSEval: ends in 3 years',
    'win11-iot-ltsc-2024 IoTEnterpriseS: mainstream support ends in 3 years',
    'win10-ltsc-2021 EnterpriseSEval: ends in 52 days',
    'win10-iot-ltsc-2021 IoTEnterpriseS: mainstream support ends in 52 days',
    'server-2025 ServerStandardEval: mainstream support ends in 3 years',
    'server-2022 ServerStandardEval: extended support ends in 5 years',
    'server-2019 ServerStandardEval: extended support ends in 2 years',
  ]);
});

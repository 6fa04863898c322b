import { expect, test } from 'vitest';
import type { Lifecycle, Release } from '../../src/base/catalogue.ts';
import { builtInCatalogue } from './built-in-files.ts';

const { releases, drivers, tools } = builtInCatalogue();
const windows = releases.filter(({ kind }) => kind !== 'rehearsal');
const media = windows.flatMap((release) => release.media.map((medium) => ({ ...medium, release })));

test('the releases are those that recipes can be written for', () => {
  expect(windows.map(({ id, kind, build, driverFolder }) => [id, kind, build, driverFolder])).toEqual([
    ['win10-22h2', 'client', 19_045, 'w10'],
    ['win11-26h2', 'client', 26_300, 'w11'],
    ['win11-25h2', 'client', 26_200, 'w11'],
    ['win11-24h2', 'client', 26_100, 'w11'],
    ['win11-23h2', 'client', 22_631, 'w11'],
    ['win11-ltsc-2024', 'client', 26_100, 'w11'],
    ['win11-iot-ltsc-2024', 'client', 26_100, 'w11'],
    ['win10-ltsc-2021', 'client', 19_044, 'w10'],
    ['win10-iot-ltsc-2021', 'client', 19_044, 'w10'],
    ['server-2025', 'server', 26_100, '2k25'],
    ['server-2022', 'server', 20_348, '2k22'],
    ['server-2019', 'server', 17_763, '2k19'],
  ]);
});

test.for([...media, ...drivers, ...tools])('a pin is one whole record: $id$version', (pin) => {
  expect(pin.seenIn?.length).toBeGreaterThan(0);
  expect(new Set(pin.urls).size).toBe(pin.urls.length);
  // The Media Creation Tool's server speaks plain http; the digest makes up for it.
  const trusted = /^(https:|http:\/\/dl\.delivery\.mp\.microsoft\.com\/)/;
  expect(pin.urls.every((url) => trusted.test(url))).toBe(true);
  if ('knownBad' in pin) return;
  expect(pin.sha256).toMatch(/^[0-9a-f]{64}$/);
  // Sizes that nobody published are left out; a small number is a mistake of unit.
  if (pin.sizeBytes !== undefined) expect(pin.sizeBytes).toBeGreaterThan(1_000_000);
  expect(pin.confidence).toMatch(/^(vendor|several|one)$/);
});

test('no two things have one digest', () => {
  const digests = [...media, ...drivers, ...tools].flatMap(({ sha256 }) => (sha256 === undefined ? [] : [sha256]));

  expect(new Set(digests).size).toBe(digests.length);
});

// A list beside the files: a pin that gets another source is taken off it, on purpose.
test('what was seen in one source only is marked', () => {
  const pins = [
    ...media.map(({ id, confidence }) => ({ id, confidence })),
    ...drivers.map(({ version, confidence }) => ({ id: version, confidence })),
    ...tools.map(({ id, confidence }) => ({ id, confidence })),
  ];

  expect(pins.filter(({ confidence }) => confidence === 'one').map(({ id }) => id)).toEqual([
    'win11-26h2-esd-en-gb',
    'win11-26h2-consumer-de-de',
    'win11-26h2-consumer-it-it',
    'win11-26h2-consumer-zh-cn',
    'win11-26h2-consumer-es-mx',
    'win11-25h2-esd-en-us',
    'win11-25h2-business',
    'win11-24h2-esd-en-us',
    'win11-ltsc-2024-licensed',
    'win10-ltsc-2021-licensed',
    'win10-iot-ltsc-2021-licensed',
    '0.1.229',
    'virtio-win-guest-tools-0.1.302-1',
    'virtio-win-guest-tools-0.1.262-2',
    'virtio-win-drivers-0.1.302-1',
  ]);
});

test.for(media)('$id says how to get it and fits its release', ({ release, ...medium }) => {
  if (medium.source === 'user') expect(medium.urls).toEqual([]);
  else expect(medium.urls.length).toBeGreaterThan(0);
  const known = release.editions.map(({ id }) => id);
  expect((medium.images ?? ['none']).filter((id) => !known.includes(id))).toEqual([]);
  if (medium.build !== undefined) expect(medium.build.split('.')[0]).toBe(String(release.build));
  // A file name that says its architecture or build says the right one.
  const name = (medium.file ?? '').toLowerCase();
  expect(/a(rm|64fre)/.test(name)).toBe(medium.architecture === 'arm64' && name !== '');
  expect(medium.urls.every((url) => !/^\d{5}\./.test(name) || url.includes(name.slice(0, 11)))).toBe(true);
});

test('evaluation images are on downloadable media, all others on media of the user or undocumented ones', () => {
  const isEvaluation = (id: string) => id.replace(/Core$/, '').endsWith('Eval');
  const mixed = media.filter(({ images = [] }) => new Set(images.map(isEvaluation)).size !== 1);
  const odd = media.filter(({ images = [], source }) => images.some(isEvaluation) !== (source === 'download'));

  expect([mixed.map(({ id }) => id), odd.map(({ id }) => id)]).toEqual([
    [],
    ['win11-25h2-consumer-v1', 'win11-25h2-consumer-v1-arm64'],
  ]);
});

test.for(windows)('editions of $id are named once, evaluations take no key, all others have one', ({ editions }) => {
  expect(new Set(editions.map(({ id }) => id)).size).toBe(editions.length);
  expect(
    editions.filter(({ evaluation, key, kmsKey }) => evaluation !== (key === undefined && kmsKey === undefined)),
  ).toEqual([]);
  expect(editions.filter(({ id, evaluation }) => evaluation !== id.includes('Eval'))).toEqual([]);
});

test('a generic key belongs to one edition, whatever the release', () => {
  const owners = new Map<string, Set<string>>();
  for (const { editions } of windows) {
    for (const { id, key } of editions) if (key) owners.set(key, (owners.get(key) ?? new Set()).add(id));
  }

  expect([...owners.values()].filter((ids) => ids.size > 1)).toEqual([]);
});

test.for(windows)('days of $id are in order, and updates end on a Tuesday', ({ lifecycle }) => {
  const ends = endsOf(lifecycle as Lifecycle);

  expect(ends.length).toBeGreaterThan(0);
  expect([...ends].sort()).toEqual(ends);
  expect(ends.filter((day) => day < (lifecycle as Lifecycle).released)).toEqual([]);
  // Microsoft serves until the month's second Tuesday: a source in another time zone is a day late.
  expect(ends.filter((day) => new Date(day).getUTCDay() !== 2)).toEqual([]);
});

test('servers evaluate for 180 days, clients for 90', () => {
  const days = (kind: Release['kind']) => [
    ...new Set(windows.flatMap((release) => (release.kind === kind ? [release.evaluationDays] : []))),
  ];

  expect([days('client'), days('server')]).toEqual([[90], [180]]);
});

test('0.1.302 is the driver version to take, and those with the storage race are refused', () => {
  expect(drivers[0]?.version).toBe('0.1.302');
  expect(drivers.flatMap((driver) => ('knownBad' in driver ? [driver.version] : []))).toEqual(['0.1.285', '0.1.292']);
});

test('there is a pin of every tool for the guest', () => {
  expect([...new Set(tools.map(({ name }) => name))].sort()).toEqual([
    'cloudbase-init',
    'openssh',
    'powershell',
    'qemu-guest-agent',
    'spice-guest-tools',
    'spice-vdagent',
    'virtio-win-drivers',
    'virtio-win-guest-tools',
    'winfsp',
  ]);
});

function endsOf({ servicing, support }: Lifecycle): readonly string[] {
  const days = [servicing?.homeAndPro, servicing?.enterpriseAndEducation, support?.mainstream, support?.extended];
  return days.filter((day) => day !== undefined);
}

import { expect, test } from 'vitest';
import { formatBytes, formatDuration, formatGuestText, formatTable } from '../../../src/cli/render/format.ts';
import { advance, currentLayer, noProgress } from '../../../src/cli/render/progress.ts';
import { failedBuild, goodBuild, halfBuild } from '../recorded-build.ts';

const startedAt = Date.parse('2026-11-21T14:04:41.000Z');

test('`advance()` follows a build into the middle of its install', () => {
  const progress = halfBuild.reduce(advance, noProgress);

  expect(currentLayer(progress)).toEqual({
    name: 'install',
    state: 'running',
    startedAt: startedAt + 9200,
    endedAt: startedAt + 80_000,
    activity: '',
    boot: 1,
    stage: 'winpe',
    guestLine: 'setup: formatting C:',
  });
});

test.for([
  { reason: 'a good build', events: goodBuild, states: ['done', 'cached', 'done'] },
  { reason: 'a build that fails in its install', events: failedBuild, states: ['failed', 'ahead', 'ahead'] },
])('`advance()` gives every layer its end: $reason', ({ events, states }) => {
  const { layers, work } = events.reduce(advance, noProgress);

  expect({ states: layers.map(({ state }) => state), work }).toEqual({ states, work: [] });
});

test('`advance()` keeps the work of the host with how far it is', () => {
  const { work } = halfBuild.slice(0, 3).reduce(advance, noProgress);

  expect(work).toEqual([{ id: 'medium', title: 'Building the rehearsal medium', amount: '40 %', part: 0.4 }]);
});

test.for([
  [0, '0:00'],
  [59_999, '0:59'],
  [724_000, '12:04'],
  [3_753_000, '1:02:33'],
  [-1, '0:00'],
] as const)('`formatDuration(%i)` is %s', ([ms, text]) => {
  expect(formatDuration(ms)).toBe(text);
});

test.for([
  [0, '0 bytes'],
  [1024, '1.0 KiB'],
  [120_586_240, '115.0 MiB'],
  [68_719_476_736, '64.0 GiB'],
] as const)('`formatBytes(%i)` is %s', ([bytes, text]) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('`formatGuestText()` makes one harmless line of what a guest says', () => {
  expect(formatGuestText('\u001b]0;title\u0007a\tb\r\n\u202ec')).toBe('a b c');
  expect(formatGuestText('x'.repeat(1000))).toHaveLength(160);
});

test('`formatTable()` puts cells under their headings', () => {
  expect(
    formatTable(
      ['NAME', 'SIZE'],
      [
        ['a-long-name', '1'],
        ['b', ''],
      ],
    ),
  ).toBe('NAME         SIZE\na-long-name  1\nb');
});

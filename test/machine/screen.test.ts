import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import type { Qmp } from '../../src/machine/qmp.ts';
import { screenOf } from '../../src/machine/screen.ts';

const manyPictures = [...'abcdefghij'];
const cases = [
  { reason: 'each change is one file', shown: [...'aabbc'], files: ['1+', '1', '2+', '2', '3+'] },
  { reason: 'a caret that blinks is no change', shown: [...'ababab'], files: ['1+', '2+', '1', '2', '1', '2'] },
  {
    reason: 'what comes back after long is a change',
    shown: [...manyPictures, 'a'],
    files: [...manyPictures.map((_, index) => `${index + 1}+`), '11+'],
  },
];

test.for(cases)('pictures of a screen: $reason', async ({ shown, files }) => {
  const directory = await mkdtemp(join(tmpdir(), 'screen-'));
  const frames = [...shown];
  const execute: Qmp['execute'] = (_command, args) => writeFile(String(args?.['filename']), frames.shift() ?? '');
  const screen = screenOf({ execute } as Qmp, directory);

  const captured: string[] = [];
  for (const _ of shown) {
    const { path, isNew } = await screen.capture();
    captured.push(`${Number.parseInt(basename(path), 10)}${isNew ? '+' : ''}`);
  }

  expect(captured).toEqual(files);
  await rm(directory, { recursive: true });
});

test('a boot that begins with the last picture of the one before takes no second copy of it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'screen-'));
  const boot = (frames: string[]) => {
    const execute: Qmp['execute'] = (_command, args) => writeFile(String(args?.['filename']), frames.shift() ?? '');
    return screenOf({ execute } as Qmp, directory);
  };
  const first = boot(['logo', 'black']);
  for (const _ of [1, 2]) await first.capture();
  const second = boot(['black', 'logo']);

  const captured = [await second.capture(), await second.capture()];

  expect(captured.map(({ path, isNew }) => [basename(path), isNew])).toEqual([
    ['0002.png', false],
    ['0003.png', true],
  ]);
  await rm(directory, { recursive: true });
});

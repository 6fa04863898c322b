import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as api from '../../src/api.ts';

test("the library's face is what it was: a change here is a change for everybody who uses it", async () => {
  const source = readFileSync('src/api.ts', 'utf8');
  const types = [...source.matchAll(/^export type \{([^}]*)\}/gm)].flatMap(([, names = '']) => names.split(','));
  const functions = Object.entries(api).map(([name, value]) => `${name}: ${typeof value}`);

  const surface = [...functions, ...types.map((name) => `${name.trim()}: type`).filter((line) => line !== ': type')];
  await expect(`${surface.sort().join('\n')}\n`).toMatchFileSnapshot('__snapshots__/surface.txt');
});

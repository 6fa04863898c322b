import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BuildBench, buildBench } from './build-bench.ts';

/** Shared: whatever is refused here is refused before anything is made. */
let bench: BuildBench;
beforeAll(async () => {
  bench = await buildBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

const step = (script: string) => ({ layers: [{ name: 'tools', steps: [{ script }] }] });
const nines = (text: string) => `[${Array(9).fill(text).join(', ')}]`;
const aliasBomb = `a: &a ${nines('x')}\nb: &b ${nines('*a')}\nc: &c ${nines('*b')}\nd: ${nines('*c')}\n`;

test.for<{ reason: string; recipe: object | string; code: string; findings: [string, string][] }>([
  {
    reason: 'an unknown key',
    recipe: { hardwear: {} },
    code: 'GP-RECIPE-INVALID',
    findings: [['GP-RECIPE-KEY', ':26:1']],
  },
  {
    reason: 'a value of the wrong type',
    recipe: { hardware: { cpus: 'two' } },
    code: 'GP-RECIPE-INVALID',
    findings: [['GP-RECIPE-VALUE', ':4:9']],
  },
  {
    reason: 'several mistakes, all told at once',
    recipe: { hardwear: {}, edition: 7 },
    code: 'GP-RECIPE-INVALID',
    findings: [
      ['GP-RECIPE-VALUE', ':2:10'],
      ['GP-RECIPE-KEY', ':26:1'],
    ],
  },
  {
    reason: 'a file that is not there',
    recipe: step('missing.ps1'),
    code: 'GP-RECIPE-INVALID',
    findings: [['GP-RECIPE-FILE', ':10:17']],
  },
  {
    reason: 'a path that leads out',
    recipe: step('../../../../../etc/passwd.ps1'),
    code: 'GP-RECIPE-INVALID',
    findings: [['GP-RECIPE-PATH', ':10:17']],
  },
  { reason: 'an alias bomb', recipe: aliasBomb, code: 'GP-RECIPE-INVALID', findings: [['GP-RECIPE-HOSTILE', '']] },
  { reason: 'no YAML', recipe: '{', code: 'GP-RECIPE-INVALID', findings: [['GP-RECIPE-SYNTAX', ':1:2']] },
  {
    reason: 'a release that the catalogue does not have',
    recipe: { release: 'win95' },
    code: 'GP-RECIPE-RELEASE',
    findings: [['GP-RECIPE-RELEASE', 'release']],
  },
  {
    reason: 'an edition that the release does not have',
    recipe: { edition: 'Ultimate' },
    code: 'GP-RECIPE-RELEASE',
    findings: [['GP-RECIPE-RELEASE', 'edition']],
  },
])('a recipe with $reason starts nothing', async ({ recipe, code, findings }) => {
  if (typeof recipe === 'string') await writeFile(bench.recipe, recipe);
  else await bench.writeRecipe(recipe);

  const { error, events } = await bench.build();

  expect({ code: error?.code, exitCode: error?.exitCode }).toEqual({ code, exitCode: 2 });
  expect(error?.findings.map(({ id, where }) => [id, where.replace(bench.recipe, '')])).toEqual(findings);
  expect(events.flatMap((event) => (event.kind === 'finding' ? [event.finding] : []))).toEqual(error?.findings);
  expect(await bench.boots()).toEqual([]);
});

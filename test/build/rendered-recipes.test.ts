import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { renderRecipe } from '../../src/build/render-recipe.ts';
import { chooseRelease } from '../../src/plan/choose-release.ts';
import { editionTarget } from '../../src/unattend/answer-file-target.ts';
import { checkAnswerFile } from '../../src/unattend/check-answer-file.ts';
import { builtInCatalogue, builtInRecipes, loadBuiltIn } from '../recipe/built-in-files.ts';

// These are for reading: what a change does to any recipe is seen here before any Windows sees it.
test.for(builtInRecipes)('%s renders to an answer file and media that somebody has looked at', async (path) => {
  const out = await mkdtemp(join(tmpdir(), 'goldpane-rendered-'));
  onTestFinished(() => rm(out, { recursive: true }));
  const name = basename(path, '.yaml');

  const { files, notFetched, findings } = await renderRecipe(name, { out, store: join(out, 'no store') });

  const text = (file: string) => readFile(join(out, file), 'utf8');
  const answerFile = await text('install/Autounattend.xml');
  const tree = [
    ...files.map((file) => relative(out, file)),
    ...notFetched.map(({ directory, source }) => `install/${directory}/ of ${source}`),
  ];
  const medium = `${tree.sort().join('\n')}\n\ngoldpane.json: ${await text('install/goldpane/goldpane.json')}`;
  await expect(answerFile).toMatchFileSnapshot(`__snapshots__/rendered/${name}/Autounattend.xml`);
  await expect(medium).toMatchFileSnapshot(`__snapshots__/rendered/${name}/medium.txt`);
  expect(findings).toEqual([]);
  const choice = chooseRelease((await loadBuiltIn(path)).recipe, builtInCatalogue());
  expect(checkAnswerFile(answerFile, { ...editionTarget(choice), isForBuild: true })).toEqual([]);
});

import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { checkRecipe, showRecipe } from '../../src/api.ts';
import { commandTree } from '../../src/cli/command-tree.ts';
import { loadCatalogue } from '../../src/recipe/catalogue.ts';
import { checkAnswerFile } from '../../src/unattend/check-answer-file.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

test('the recipe of the README is one', async () => {
  const [, text = ''] = /```yaml\n(# recipes\/office\.yaml\n.*?)```/s.exec(readFileSync('README.md', 'utf8')) ?? [];
  const directory = temporaryDirectory();
  mkdirSync(join(directory, 'scripts'));
  for (const name of ['install-tools', 'settings']) {
    for (const ending of ['ps1', 'sh']) writeFileSync(join(directory, `scripts/${name}.${ending}`), 'echo\n');
  }
  writeFileSync(join(directory, 'office.yaml'), text);

  const { recipe } = await showRecipe(join(directory, 'office.yaml'));

  expect(recipe.layers.map(({ name }) => name)).toEqual(['tools', 'settings']);
});

test('the recipe of the page of guest scripts is one, with its script', async () => {
  const page = readFileSync('docs/guest-scripts.md', 'utf8');
  const [, text = ''] = /```yaml\n(# recipes\/office\.yaml\n.*?)```/s.exec(page) ?? [];
  const [, script = ''] = /```powershell\n(.*?)```/s.exec(page) ?? [];
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'office.yaml'), text);
  writeFileSync(join(directory, 'install-my-app.ps1'), script);
  writeFileSync(join(directory, 'settings.json'), '{}');

  const { steps } = await showRecipe(join(directory, 'office.yaml'));

  expect(steps[2]).toEqual({
    layer: 'app',
    network: 'none',
    name: 'install-my-app',
    script: 'install-my-app.ps1',
    purpose: 'Installs my app.',
    runAs: 'system',
    reboot: 'allowed',
    packages: ['my-app.msi'],
  });
});

test('the page of guest scripts names every script that recipes can', () => {
  const page = readFileSync('docs/guest-scripts.md', 'utf8');
  const scripts = globSync('guest-scripts/windows/*.ps1').map((path) => basename(path, '.ps1'));
  const notSteps = ['bootstrap', 'goldpane', 'run-step', 'specialize', 'start-step', 'step'];

  expect(
    scripts.filter((name) => !notSteps.includes(name) && !/^rehearsal-/.test(name) && !page.includes(`| \`${name}\` `)),
  ).toEqual([]);
});

test('recipe, catalogue file and fragment of the page on Windows recipes are what they say', async () => {
  const page = readFileSync('docs/windows-recipes.md', 'utf8');
  const block = (pattern: RegExp) => pattern.exec(page)?.[1] ?? '';
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'ci.yaml'), block(/```yaml\n(# recipes\/ci\.yaml\n.*?)```/s));
  const { recipe } = await showRecipe(join(directory, 'ci.yaml'));
  const { findings } = await checkRecipe(join(directory, 'ci.yaml'));
  const own = { path: 'own.yaml', text: block(/```yaml\n(media:\n.*?)```/s) };
  const builtIn = globSync('recipes/catalogue/*.yaml').map((path) => ({ path, text: readFileSync(path, 'utf8') }));
  const release = loadCatalogue([...builtIn, own]).releases.find(({ id }) => id === 'win11-25h2');

  expect([recipe.release, recipe.seal.mode, findings]).toEqual(['server-2025', 'generalized', []]);
  // What a user pins is preferred.
  expect(release?.media[0]?.id).toBe('win11-25h2-pro-de');
  expect(checkAnswerFile(block(/```xml\n(.*?)```/s))).toEqual([]);
});

test('README and the page of commands name every verb', () => {
  const pages = ['README.md', 'docs/commands.md'].map((path) => readFileSync(path, 'utf8'));
  const verbs = new Set(commandTree.map(({ name }) => name.split(' ')[0] ?? ''));

  expect([...verbs].filter((verb) => !pages.every((page) => page.includes(`\`${verb} `)))).toEqual([]);
});

test('every link between pages leads somewhere', () => {
  const broken = ['README.md', ...globSync('docs/**/*.md')].flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !existsSync(resolve(dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  );

  expect(broken).toEqual([]);
});

import { expect, test } from 'vitest';
import { listRecipes, resolveName } from '../../src/recipe/resolve-name.ts';
import { memoryReader } from './memory-reader.ts';

const reader = memoryReader({
  '/project/recipes/win11.yaml': '',
  '/project/recipes/notes.txt': '',
  '/project/recipes/Not A Name.yaml': '',
  '/home/recipes/win11.yaml': '',
  '/home/recipes/mine.yaml': '',
  '/package/recipes/rehearsal.yaml': '',
  'here.yaml': '',
});
const places = { directories: ['/project/recipes', '/home/recipes', '/package/recipes'], reader };

test.for([
  ['win11', '/project/recipes/win11.yaml', 'the first directory wins'],
  ['mine', '/home/recipes/mine.yaml', 'then the next one'],
  ['rehearsal', '/package/recipes/rehearsal.yaml', 'then the built-in ones'],
  ['/home/recipes/win11.yaml', '/home/recipes/win11.yaml', 'a path is taken as it is'],
  ['here.yaml', 'here.yaml', 'so is a file of the working directory'],
] as const)('resolveName(%j) gives %j: %s', async ([name, path]) => {
  expect(await resolveName(name, places)).toBe(path);
});

test.for([
  [
    'rehersal',
    'No recipe rehersal in /project/recipes, /home/recipes, /package/recipes',
    'Did you mean rehearsal?',
    'a mistyped name',
  ],
  [
    'ubuntu',
    'No recipe ubuntu in /project/recipes, /home/recipes, /package/recipes',
    'See which there are: goldpane list recipes',
    'an unknown name',
  ],
  [
    'Not A Name',
    'No recipe Not A Name in /project/recipes, /home/recipes, /package/recipes',
    'See which there are: goldpane list recipes',
    'a file that cannot name an image',
  ],
  [
    './none.yaml',
    'There is no recipe file ./none.yaml',
    'Correct the path, or give the name of a recipe: goldpane list recipes',
    'a path to nothing',
  ],
] as const)('resolveName() fails: %j', async ([name, message, hint]) => {
  await expect(resolveName(name, places)).rejects.toMatchObject({ code: 'GP-RECIPE-NOT-FOUND', message, hint });
});

test('listRecipes() shows each name once, with the file that it stands for', async () => {
  expect(await listRecipes(places)).toEqual([
    { name: 'mine', path: '/home/recipes/mine.yaml' },
    { name: 'rehearsal', path: '/package/recipes/rehearsal.yaml' },
    { name: 'win11', path: '/project/recipes/win11.yaml' },
  ]);
});

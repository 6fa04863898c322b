import { globSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadCatalogue } from '../../src/recipe/catalogue.ts';
import { recipeJsonSchema } from '../../src/recipe/json-schema.ts';
import { loadRecipe } from '../../src/recipe/load-recipe.ts';
import { memoryReader } from './memory-reader.ts';

const root = new URL('../../', import.meta.url);
const readText = (path: string) => readFileSync(new URL(path, root), 'utf8');
const recipes = globSync('recipes/*.yaml', { cwd: root });

test('the JSON Schema for editors is current', async () => {
  await expect(`${JSON.stringify(recipeJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
    '../../recipes/recipe.schema.json',
  );
});

test('there are built-in recipes', () => {
  expect(recipes).toContain('recipes/rehearsal.yaml');
});

test.for(recipes)('%s is whole, names its schema and uses only scripts that goldpane brings', async (path) => {
  const reader = memoryReader(Object.fromEntries(recipes.map((file) => [file, readText(file)])));
  const packageScripts = readdirSync(new URL('guest-scripts/windows/', root)).flatMap((file) =>
    file.endsWith('.ps1') ? [file.slice(0, -'.ps1'.length)] : [],
  );

  const { files } = await loadRecipe(path, { reader, directories: ['recipes'], packageScripts });

  expect(files).toEqual({});
  expect(readText(path).split('\n')[0]).toBe('# yaml-language-server: $schema=recipe.schema.json');
});

test("the catalogue is whole and has every built-in recipe's release and edition", async () => {
  const paths = globSync('recipes/catalogue/*.yaml', { cwd: root });
  const { releases } = loadCatalogue(paths.map((path) => ({ path, text: readText(path) })));
  const known = releases.flatMap(({ id, editions }) => editions.map((edition) => `${id} ${edition.id}`));

  const wanted = recipes.map((path) => /^release: (.+)\nedition: (.+)$/m.exec(readText(path))?.slice(1).join(' '));

  expect(wanted.filter((pair) => pair !== undefined && !known.includes(pair))).toEqual([]);
});

test('the rehearsal has the editions of its medium', () => {
  const path = 'recipes/catalogue/rehearsal.yaml';

  expect(loadCatalogue([{ path, text: readText(path) }])).toEqual({
    releases: [
      {
        id: 'rehearsal',
        title: 'Rehearsal guest (no Windows)',
        kind: 'rehearsal',
        architecture: 'amd64',
        build: 26_200,
        minimum: { cpus: 2, memoryMib: 1024, diskGib: 16 },
        editions: [
          { id: 'Core', name: 'Rehearsal Home', index: 1, evaluation: false },
          { id: 'Professional', name: 'Rehearsal Pro', index: 2, evaluation: false },
          { id: 'ProfessionalN', name: 'Rehearsal Pro N', index: 3, evaluation: false },
          { id: 'Education', name: 'Rehearsal Education', index: 4, evaluation: false },
        ],
        media: [{ id: 'rehearsal', source: 'built', language: 'en-US', urls: [] }],
      },
    ],
    drivers: [],
  });
});

import { expect, test } from 'vitest';
import { loadCatalogue } from '../../src/recipe/catalogue.ts';
import { recipeJsonSchema } from '../../src/recipe/json-schema.ts';
import { builtInRecipes, loadBuiltIn, readText } from './built-in-files.ts';

test('the JSON Schema for editors is current', async () => {
  await expect(`${JSON.stringify(recipeJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
    '../../recipes/recipe.schema.json',
  );
});

test('these recipes come with goldpane', () => {
  expect(builtInRecipes.map((path) => path.replace(/^recipes\/|\.yaml$/g, ''))).toEqual([
    'rehearsal',
    ...['2019', '2022', '2025'].flatMap((year) => [
      `server-${year}-core`,
      `server-${year}-datacenter`,
      `server-${year}`,
    ]),
    'win10-22h2',
    'win11-23h2',
    'win11-24h2',
    'win11-25h2-pro',
    'win11-25h2',
    'win11-26h2',
    'win11-iot-ltsc-2024',
    'win11-ltsc-2024',
  ]);
});

test.for(builtInRecipes)(
  '%s is whole, names its schema, fits a glance and uses only what goldpane brings',
  async (path) => {
    const { files } = await loadBuiltIn(path);

    expect(files).toEqual({});
    const lines = readText(path).split('\n');
    expect(lines[0]).toBe('# yaml-language-server: $schema=recipe.schema.json');
    if (path !== 'recipes/rehearsal.yaml') expect(lines.length).toBeLessThan(12);
  },
);

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
    tools: [],
  });
});

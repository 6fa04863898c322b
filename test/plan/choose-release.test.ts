import { expect, test } from 'vitest';
import type { Catalogue } from '../../src/base/catalogue.ts';
import { GoldpaneError } from '../../src/base/errors.ts';
import type { Recipe } from '../../src/base/recipe.ts';
import { chooseRelease } from '../../src/plan/choose-release.ts';
import { catalogue, recipe, release } from './plan-inputs.ts';

test('chooseRelease() picks the medium by language and the first drivers that are not known to be bad', () => {
  expect(chooseRelease(recipe, catalogue)).toEqual({
    release,
    edition: release.editions[0],
    media: release.media[1],
    drivers: catalogue.drivers[1],
    findings: [],
  });
});

test.for([
  [{ virtioWin: '0.1.271' }, '0.1.271', 'the version that the recipe names'],
  [{ release: 'rehearsal', virtioWin: '9.9' }, undefined, 'none where the release needs none'],
] as const)('chooseRelease() takes drivers: %3$s', ([change, version]) => {
  expect(chooseRelease({ ...recipe, ...change }, catalogue).drivers?.version).toBe(version);
});

test('chooseRelease() takes the first medium when none speaks the language, and says so', () => {
  const { media, findings } = chooseRelease({ ...recipe, language: 'fr-FR' }, catalogue);

  expect([media.id, findings]).toEqual([
    'multi-de',
    [
      {
        id: 'GP-RECIPE-VALUE',
        severity: 'warning',
        where: 'language',
        found: 'no installation medium speaks fr-FR',
        why: 'texts will be in de-DE, formats as in fr-FR',
        remedy: 'Add a medium in fr-FR to a catalogue file of your own, or say language: de-DE',
      },
    ],
  ]);
});

const bare: Catalogue = { releases: [{ ...release, media: [] }], drivers: [] };

test.for<readonly [string, Partial<Recipe>, Catalogue, string, readonly (readonly string[])[]]>([
  [
    'an unknown release',
    { release: 'win11-24h1' },
    catalogue,
    'GP-RECIPE-RELEASE',
    [['release', 'the catalogue has no release win11-24h1', 'Did you mean win11-25h2?']],
  ],
  [
    'an edition that the release does not have',
    { edition: 'Ultimate' },
    catalogue,
    'GP-RECIPE-RELEASE',
    [['edition', 'win11-25h2 has no edition Ultimate', 'Known: Professional, ProfessionalN']],
  ],
  [
    'a mistyped edition',
    { edition: 'professionalM' },
    catalogue,
    'GP-RECIPE-RELEASE',
    [['edition', 'win11-25h2 has no edition professionalM', 'Did you mean Professional or ProfessionalN?']],
  ],
  [
    'drivers that are known to be bad',
    { virtioWin: '0.1.285' },
    catalogue,
    'GP-RECIPE-RELEASE',
    [['virtioWin', 'virtio-win 0.1.285 is known to be bad', 'Take 0.1.302 or 0.1.271']],
  ],
  [
    'unknown drivers',
    { virtioWin: '0.1.303' },
    catalogue,
    'GP-RECIPE-RELEASE',
    [['virtioWin', 'the catalogue has no virtio-win 0.1.303', 'Did you mean 0.1.302?']],
  ],
  [
    'a catalogue without media and drivers',
    {},
    bare,
    'GP-RECIPE-RELEASE',
    [
      [
        'release',
        'the catalogue has no installation medium of win11-25h2',
        'Add one with source: user to a catalogue file of your own',
      ],
      ['virtioWin', 'the catalogue has no virtio-win that is fit for use', 'Known: none'],
    ],
  ],
  [
    'a machine that is too small, and failures asked of Windows',
    { hardware: { cpus: 1, memoryMib: 2048, diskGib: 64 }, rehearsal: { fail: 'hang-setup' } },
    catalogue,
    'GP-RECIPE-VALUE',
    [
      ['hardware.cpus', '1 is less than win11-25h2 needs', 'Say cpus: 2 or more'],
      ['hardware.memoryMib', '2048 is less than win11-25h2 needs', 'Say memoryMib: 4096 or more'],
      ['rehearsal', 'win11-25h2 is no rehearsal', 'Remove the key, or build the release rehearsal'],
    ],
  ],
  [
    'mistakes of several kinds, all at once',
    { edition: 'Ultimate', hardware: { cpus: 2, memoryMib: 4096, diskGib: 32 } },
    catalogue,
    'GP-RECIPE-INVALID',
    [
      ['edition', 'win11-25h2 has no edition Ultimate', 'Known: Professional, ProfessionalN'],
      ['hardware.diskGib', '32 is less than win11-25h2 needs', 'Say diskGib: 64 or more'],
    ],
  ],
])('chooseRelease() refuses %s', ([, change, known, code, expected]) => {
  const error = failure({ ...recipe, ...change }, known);

  expect([error.code, error.findings.map(({ where, found, remedy }) => [where, found, remedy])]).toEqual([
    code,
    expected,
  ]);
});

test('chooseRelease() says a single mistake in its one sentence', () => {
  const { message, hint } = failure({ ...recipe, release: 'win11-24h1' }, catalogue);

  expect([message, hint]).toEqual([
    'The recipe office cannot be planned: the catalogue has no release win11-24h1',
    'Did you mean win11-25h2?',
  ]);
});

function failure(wanted: Recipe, known: Catalogue): GoldpaneError {
  try {
    chooseRelease(wanted, known);
  } catch (error) {
    if (error instanceof GoldpaneError) return error;
    throw error;
  }
  throw new TypeError('not refused');
}

import { expect, test } from 'vitest';
import type { Catalogue } from '../../src/base/catalogue.ts';
import { GoldpaneError } from '../../src/base/errors.ts';
import type { Recipe } from '../../src/base/recipe.ts';
import { chooseRelease } from '../../src/plan/choose-release.ts';
import { catalogue, recipe, release, sha } from './plan-inputs.ts';

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
  ['the version that the recipe names', { virtioWin: '0.1.271' }, '0.1.271'],
  ['none where the release needs none', { release: 'rehearsal', virtioWin: '9.9' }, undefined],
] as const)('chooseRelease() takes drivers: %s', ([, change, version]) => {
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

const several: Catalogue = {
  ...catalogue,
  releases: [
    {
      ...release,
      media: [
        { id: 'arm', source: 'user', language: 'en-US', architecture: 'arm64', urls: [], sha256: sha('arm') },
        { id: 'eval', source: 'user', language: 'en-US', images: ['EnterpriseEval'], urls: [], sha256: sha('eval') },
        { id: 'multi', source: 'user', language: 'de-DE', images: ['ProfessionalN', 'Professional'], urls: [] },
        { id: 'unlisted', source: 'user', language: 'en-US', architecture: 'amd64', urls: [] },
      ],
    },
  ],
};

test.for([
  ['one that may hold any edition, in the language, with the index of the edition', {}, 'unlisted', 6],
  ['one in the language that lists the edition, with the index of its list', { language: 'de-DE' }, 'multi', 2],
  ['the first that holds the edition where none speaks the language', { language: 'fr-FR' }, 'multi', 2],
  ['the one that holds the edition', { edition: 'EnterpriseEval' }, 'eval', 1],
  ['the one that the recipe names, whatever its language', { media: 'multi' }, 'multi', 2],
] as const)('chooseRelease() takes of several media %s', ([, change, id, index]) => {
  const { media, edition } = chooseRelease({ ...recipe, ...change }, several);

  expect([media.id, edition.index]).toEqual([id, index]);
});

test.for([
  ['the generic one', undefined, 'AAAAA-BBBBB-CCCCC-DDDDD-EEEEE'],
  ['the generic one beside one of the user', { key: { environment: 'GOLDPANE_KEY' } }, 'AAAAA-BBBBB-CCCCC-DDDDD-EEEEE'],
  ['that of KMS clients for a KMS host', { kmsHost: 'kms.example.com' }, 'KKKKK-BBBBB-CCCCC-DDDDD-EEEEE'],
] as const)('chooseRelease() gives Setup a key: %s', ([, license, key]) => {
  expect(chooseRelease({ ...recipe, license }, catalogue).edition.key).toBe(key);
});

test('chooseRelease() gives Setup no key for an evaluation, and that of KMS clients where there is no other', () => {
  const editions = [
    { id: 'Eval', name: 'Evaluation', index: 1, evaluation: true, key: 'AAAAA-BBBBB-CCCCC-DDDDD-EEEEE' },
    { id: 'Volume', name: 'Volume', index: 2, evaluation: false, kmsKey: 'KKKKK-BBBBB-CCCCC-DDDDD-EEEEE' },
  ];
  const known = { ...catalogue, releases: [{ ...release, editions }] };

  const keys = ['Eval', 'Volume'].map((edition) => chooseRelease({ ...recipe, edition }, known).edition.key);

  expect(keys).toEqual([undefined, 'KKKKK-BBBBB-CCCCC-DDDDD-EEEEE']);
});

test('chooseRelease() warns of pins from one source, and of checks that are passed over', () => {
  const [first, , third] = catalogue.drivers;
  const { media, findings, drivers } = chooseRelease(
    { ...recipe, bypass: ['ram', 'tpm'], hardware: { ...recipe.hardware, memoryMib: 2048 } },
    {
      ...catalogue,
      releases: [
        {
          ...release,
          media: [
            {
              id: 'multi-en',
              source: 'user',
              language: 'en-US',
              urls: [],
              confidence: 'one',
              hashPage: 'https://example.com/hashes',
            },
          ],
        },
      ],
      drivers: [first, { ...third, confidence: 'one' }] as Catalogue['drivers'],
    },
  );

  expect([media.id, drivers?.version]).toEqual(['multi-en', '0.1.271']);
  expect(findings.map(({ severity, where, found, remedy }) => [severity, where, found, remedy])).toEqual([
    [
      'warning',
      'bypass',
      'Setup of win11-25h2 passes over its checks of ram, tpm',
      'Remove bypass, and give the machine what Setup asks for',
    ],
    [
      'warning',
      'media',
      'the digest of the medium multi-en was seen in one source only',
      'Compare it with https://example.com/hashes',
    ],
    [
      'warning',
      'virtioWin',
      'the digest of virtio-win 0.1.271 was seen in one source only',
      "Compare it with the vendor's own before you trust the image",
    ],
  ]);
});

const bare: Catalogue = { releases: [{ ...release, media: [] }], drivers: [], tools: [] };

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
    [['edition', 'win11-25h2 has no edition Ultimate', 'Known: Professional, ProfessionalN, EnterpriseEval']],
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
        'the catalogue has no installation medium of win11-25h2 with Professional',
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
    'a medium that does not hold the edition',
    { media: 'evil' },
    several,
    'GP-RECIPE-RELEASE',
    [['media', 'the catalogue has no medium evil that holds Professional of win11-25h2', 'Known: multi, unlisted']],
  ],
  [
    'B1: a licence for an evaluation',
    { edition: 'EnterpriseEval', license: { kmsHost: 'kms.example.com' } },
    catalogue,
    'GP-RECIPE-VALUE',
    [
      [
        'license',
        'EnterpriseEval is an evaluation, which takes no licence',
        'Remove license, or take an edition that is no evaluation, from a medium of your own',
      ],
    ],
  ],
  [
    'B1: a KMS host for an edition without a key of KMS clients',
    { edition: 'ProfessionalN', license: { kmsHost: 'kms.example.com' } },
    catalogue,
    'GP-RECIPE-VALUE',
    [
      [
        'license.kmsHost',
        'no key of KMS clients is known for win11-25h2 ProfessionalN',
        'Take an edition of the volume channel, or add kmsKey to the edition in a catalogue file of your own',
      ],
    ],
  ],
  [
    'an edition whose page for the key Setup would stop at',
    { edition: 'Keyless' },
    {
      ...catalogue,
      releases: [{ ...release, editions: [{ id: 'Keyless', name: 'Keyless', index: 1, evaluation: false }] }],
    },
    'GP-RECIPE-VALUE',
    [
      [
        'edition',
        'no installation key is known for win11-25h2 Keyless',
        'Say license.key, or add key to the edition in a catalogue file of your own',
      ],
    ],
  ],
  [
    'mistakes of several kinds, all at once',
    { edition: 'Ultimate', hardware: { cpus: 2, memoryMib: 4096, diskGib: 32 } },
    catalogue,
    'GP-RECIPE-INVALID',
    [
      ['edition', 'win11-25h2 has no edition Ultimate', 'Known: Professional, ProfessionalN, EnterpriseEval'],
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

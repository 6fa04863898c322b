import { expect, test } from 'vitest';
import { GoldpaneError } from '../../src/base/errors.ts';
import type { License } from '../../src/base/recipe.ts';
import { readLicenseKey } from '../../src/recipe/license-key.ts';

const key = 'AAAAA-BBBBB-CCCCC-DDDDD-12345';
const reader = {
  environment: (name: string) => ({ GOLDPANE_KEY: key, GOLDPANE_KEY_BAD: 'hunter2', GOLDPANE_KEY_EMPTY: ' ' })[name],
  readFile: async (path: string) => {
    if (path === 'key.txt') return `${key.toLowerCase()}\r\n`;
    throw new Error('no such file');
  },
};

test.for([
  ['from the environment', { key: { environment: 'GOLDPANE_KEY' } }, key],
  ['from a file, as people write it', { key: { file: 'key.txt' } }, key],
  ['none where KMS is all', { kmsHost: 'kms.example.com' }, undefined],
  ['none without a licence', undefined, undefined],
] as const)('readLicenseKey() reads %s', async ([, license, expected]) => {
  expect((await readLicenseKey(license as License | undefined, reader))?.reveal()).toBe(expected);
});

test.for([
  ['There is no product key in the environment variable GOLDPANE_KEY_OTHER', { environment: 'GOLDPANE_KEY_OTHER' }],
  ['There is no product key in the environment variable GOLDPANE_KEY_EMPTY', { environment: 'GOLDPANE_KEY_EMPTY' }],
  ['What the environment variable GOLDPANE_KEY_BAD holds is no product key', { environment: 'GOLDPANE_KEY_BAD' }],
  ['The product key cannot be read from the file none.txt', { file: 'none.txt' }],
] as const)('readLicenseKey() refuses without showing what it found: %s', async ([message, place]) => {
  const error = await readLicenseKey({ key: place }, reader).catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(GoldpaneError);
  expect(error).toMatchObject({ code: 'GP-RECIPE-VALUE', message });
  expect(JSON.stringify(error)).not.toContain('hunter2');
});

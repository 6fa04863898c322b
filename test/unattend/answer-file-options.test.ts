import { describe, expect, test } from 'vitest';
import { answerFileOptions } from '../../src/unattend/answer-file-options.ts';

const sources = {
  recipe: {
    language: 'en-US',
    keyboard: 'en-US',
    timezone: 'UTC',
    hostname: '*',
    account: { name: 'gold', displayName: 'Gold' },
  },
  release: { kind: 'rehearsal', architecture: 'amd64' },
  edition: { id: 'Professional', name: 'Rehearsal Pro', index: 3, evaluation: false },
  media: { language: 'en-US' },
} as const;

const common = {
  architecture: 'amd64',
  mediaLanguage: 'en-US',
  language: 'en-US',
  keyboard: 'en-US',
  timezone: 'UTC',
  hostname: '*',
  account: { name: 'gold', displayName: 'Gold' },
};

describe('answerFileOptions()', () => {
  test('takes index and language from the catalogue while nothing is known about the medium', () => {
    expect(answerFileOptions(sources)).toEqual({ ...common, skeleton: 'client', imageIndex: 3 });
  });

  test('takes what the medium itself holds when it is known', () => {
    const options = answerFileOptions(sources, { found: { imageIndex: 5, language: 'en-GB' } });

    expect(options).toEqual({ ...common, skeleton: 'client', imageIndex: 5, mediaLanguage: 'en-GB' });
  });

  test('B1: gives evaluation editions no key, others their generic one', () => {
    const edition = { ...sources.edition, key: 'AAAAA-BBBBB-CCCCC-DDDDD-EEEEE' };
    const release = { kind: 'server', architecture: 'amd64' } as const;

    expect(answerFileOptions({ ...sources, release, edition })).toEqual({
      ...common,
      skeleton: 'server',
      imageIndex: 3,
      productKey: 'AAAAA-BBBBB-CCCCC-DDDDD-EEEEE',
    });
    expect(answerFileOptions({ ...sources, release, edition: { ...edition, evaluation: true } })).toEqual({
      ...common,
      skeleton: 'server',
      imageIndex: 3,
    });
  });

  test('takes what the recipe asks for, and says nothing of what it does not', () => {
    const recipe = {
      ...sources.recipe,
      license: { key: { environment: 'GOLDPANE_KEY' } },
      features: { rdp: 'on', firewall: 'off' },
      defender: { state: 'off', exclude: [] },
      vbs: 'off',
      bypass: ['cpu', 'tpm'],
    } as const;
    const files = { template: { name: 't.xml', text: '<t/>' }, extra: [{ name: 'e.xml', text: '<e/>' }] };

    expect(answerFileOptions({ ...sources, recipe }, files)).toEqual({
      ...common,
      skeleton: 'client',
      imageIndex: 3,
      hasLicenseKey: true,
      remoteDesktop: true,
      firewallOff: true,
      defenderOff: true,
      vbsOff: true,
      bypass: ['cpu', 'tpm'],
      ...files,
    });
  });

  test('gives an evaluation no licence', () => {
    const edition = { ...sources.edition, evaluation: true };
    const recipe = { ...sources.recipe, license: { key: { file: 'key.txt' } } };

    expect(answerFileOptions({ ...sources, recipe, edition })).toEqual({
      ...common,
      skeleton: 'client',
      imageIndex: 3,
    });
  });
});

import { describe, expect, test } from 'vitest';
import type { MediumInfo } from '../../src/media/inspect-iso.ts';
import { type MediumWish, mediumFindings } from '../../src/preflight/medium-findings.ts';

const image = {
  ...{ index: 1, name: 'Windows 11 Pro', editionId: 'Professional', installationType: 'Client' },
  ...({
    architecture: 'amd64',
    build: 26200,
    branch: 'ge_release',
    languages: ['en-US'],
    defaultLanguage: 'en-US',
  } as const),
};
const [old, young] = ['Microsoft Windows Production PCA 2011', 'Windows UEFI CA 2023'];
const signedBy = (...authorities: string[]) => authorities.map((name) => ({ signer: 'x', authorities: [name] }));
const medium: MediumInfo = {
  label: 'CCCOMA_X64FRE_EN-US_DV9',
  installImage: 'sources/install.wim',
  images: [image, { ...image, index: 2, name: 'Windows 11 Home', editionId: 'Core' }],
  setupLanguage: 'en-US',
  loaders: [{ path: 'efi/boot/bootx64.efi', signatures: signedBy(old) }],
  bootImages: { prompt: true, noPrompt: true },
};
const edition = { id: 'Professional', name: 'Windows 11 Pro', index: 1, evaluation: false };
const wish: MediumWish = {
  recipe: { language: 'en-US', minEvaluationDays: 45 },
  release: { id: 'win11-25h2', architecture: 'amd64', build: 26200, evaluationDays: 90 },
  edition,
  media: { id: 'own-iso' },
};
const told = (changes: Partial<MediumInfo>, others: Partial<MediumWish> = {}, trusted: readonly string[] = [old]) =>
  mediumFindings({ ...wish, ...others }, { ...medium, ...changes }, (name) => trusted.includes(name)).map(
    ({ id, severity, found }) => `${severity} ${id}: ${found}`,
  );

describe('mediumFindings()', () => {
  test('finds nothing where everything fits', () => {
    expect(told({})).toEqual([]);
  });

  test('B2: an edition that is not on the ISO is told with what is, and the nearest name', () => {
    const findings = mediumFindings({ ...wish, edition: { ...edition, id: 'ProfessionalN' } }, medium);

    expect(findings.map(({ found, remedy }) => [found, remedy])).toEqual([
      [
        'The installer has no edition ProfessionalN "Windows 11 Pro" for amd64; it has: 1 Windows 11 Pro (Professional, amd64), 2 Windows 11 Home (Core, amd64)',
        'Did you mean edition: Professional? Set edition: in the recipe to one of Professional, Core, or use an ISO that holds ProfessionalN',
      ],
    ]);
  });

  test('B3: an evaluation of the same name is another edition', () => {
    const evaluation = { ...image, editionId: 'EnterpriseEval', name: 'Windows 11 Enterprise Evaluation' };

    expect(told({ images: [evaluation] }, { edition: { ...edition, id: 'Enterprise' } })).toEqual([
      expect.stringMatching(/^error GP-MEDIA-EDITION: The installer has no edition Enterprise /),
    ]);
  });

  test('B4: an ISO in another language than the recipe is told before it boots', () => {
    expect(told({ images: [{ ...image, languages: ['en-GB'], defaultLanguage: 'en-GB' }] })).toEqual([
      'warning GP-MEDIA-DIFFERS: Windows 11 Pro speaks en-GB, and the recipe says en-US',
    ]);
  });

  test.for<[string, readonly string[], readonly string[], readonly string[]]>([
    ['the older authority on an older firmware', [old], [old], []],
    ['both on an older firmware', [old, young], [old], []],
    ['both on a newer firmware', [old, young], [young], []],
    [
      'the newer authority alone on an older firmware',
      [young],
      [old],
      [
        `error GP-MEDIA-LOADER: efi/boot/bootx64.efi is signed under ${young}, and the firmware's variables hold none of them`,
      ],
    ],
    ['nobody', [], [old], ['error GP-MEDIA-LOADER: efi/boot/bootx64.efi is not signed']],
  ])('a loader signed by %s', ([, authorities, trusted, findings]) => {
    const loaders = [{ path: 'efi/boot/bootx64.efi', signatures: signedBy(...authorities) }];

    expect(told({ loaders }, {}, trusted)).toEqual(findings);
  });

  test('everything is told at once', () => {
    const bootImages = { prompt: false, noPrompt: false };
    const recipe = { language: 'en-US', minEvaluationDays: 120 };

    expect(
      told(
        { images: [{ ...image, build: 26100 }], bootImages, loaders: [{ path: 'a.efi', signatures: [] }] },
        { edition: { ...edition, evaluation: true }, recipe },
      ),
    ).toEqual([
      'warning GP-MEDIA-DIFFERS: Windows 11 Pro is build 26100, and win11-25h2 is 26200',
      'warning GP-RECIPE-VALUE: an evaluation of win11-25h2 runs 90 days, and 120 are to be left',
      'error GP-MEDIA-LOADER: the medium has no boot image for UEFI',
      'error GP-MEDIA-LOADER: a.efi is not signed',
    ]);
  });
});

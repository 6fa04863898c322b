import { expect, test } from 'vitest';
import { inspectFile } from '../../src/media/inspect-file.ts';
import { recogniseRelease } from '../../src/recipe/imported-media.ts';
import { windowsIso } from '../helpers/windows-iso.ts';
import { builtInCatalogue } from '../recipe/built-in-files.ts';

const { releases } = builtInCatalogue();
const families = releases.flatMap((release) =>
  release.media
    .filter(
      ({ images, source, architecture }) => images !== undefined && source !== 'built' && architecture !== 'arm64',
    )
    .map((media) => ({ id: media.id, release, media, family: `${release.id} ${media.language} ${media.images}` })),
);
const different = [...new Map(families.map((one) => [one.family, one])).values()];

test.for(different)(
  'a medium like $id is recognised by what it holds',
  { timeout: 30_000 },
  async ({ release, media }) => {
    const { path } = await windowsIso(release, media);

    const info = await inspectFile(path);

    if (info.kind !== 'windows') throw new Error(`it was taken for ${info.kind}`);
    const recognised = recogniseRelease(info.images, releases);
    expect({ ...recognised, release: recognised?.release.id, language: info.setupLanguage }).toMatchObject({
      release: release.id,
      editions: media.images,
      language: media.language,
    });
  },
);

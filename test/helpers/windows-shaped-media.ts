import { join } from 'node:path';
import type { Edition } from '../../src/base/catalogue.ts';
import { xdgDirectory } from '../../src/host/environment.ts';
import { makeDirectory } from '../../src/host/files.ts';
import type { Choice } from '../../src/plan/choose-release.ts';
import { buildGuest } from '../../src/rehearsal/build-guest.ts';
import { buildMedia } from '../../src/rehearsal/build-media.ts';
import type { WindowsImage } from '../../src/rehearsal/windows-images.ts';

/** The editions on a medium, in the order of their images. */
export function editionsOn({ release, media }: Pick<Choice, 'release' | 'media'>): readonly Edition[] {
  const ids = media.images ?? release.editions.map(({ id }) => id);
  return ids.flatMap((id) => release.editions.filter((edition) => edition.id === id));
}

/** An installer with the images that the catalogue says a medium has, from which the rehearsal guest starts. */
export async function windowsShapedMedium(
  choice: Pick<Choice, 'release' | 'media'>,
  directory: string,
): Promise<string> {
  const { release, media } = choice;
  // The guest is the one that builds use.
  const cacheDir = join(xdgDirectory('cache'), 'rehearsal');
  const [guestWork, workDir] = [join(cacheDir, 'work'), join(directory, 'work')];
  for (const work of [guestWork, workDir]) await makeDirectory(work);
  const guest = await buildGuest({ cacheDir, workDir: guestWork });
  const { path } = await buildMedia({
    images: editionsOn(choice).map(imageOf),
    release: {
      architecture: release.architecture,
      language: media.language,
      build: release.build,
      revision: 1,
      branch: 'goldpane_rehearsal',
    },
    guest,
    prompt: true,
    label: 'CCCOMA_X64FRE_EN-US_DV9',
    cacheDir: directory,
    workDir,
  });
  return path;
}

function imageOf({ id, editionId = id, name }: Edition): WindowsImage {
  const server = id.endsWith('Core') && id !== 'Core' ? 'Server Core' : 'Server';
  return { name, editionId, installationType: id.startsWith('Server') ? server : 'Client' };
}

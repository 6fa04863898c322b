import type { Edition } from '../base/catalogue.ts';
import { GoldpaneError } from '../base/errors.ts';
import type { WimImage } from './image/wim-info.ts';

/**
 * The image of an edition: by EditionID, then by name, because Server Core and Server with a desktop share their
 * EditionID. Throws `GP-MEDIA-EDITION` with what the medium has.
 */
export function findEdition(
  images: readonly WimImage[],
  edition: Pick<Edition, 'id' | 'editionId' | 'name'>,
  architecture: WimImage['architecture'],
): WimImage {
  const editionId = edition.editionId ?? edition.id;
  const fitting = images.filter((image) => image.editionId === editionId && image.architecture === architecture);
  const [found, ...more] = fitting.length > 1 ? fitting.filter(({ name }) => name === edition.name) : fitting;
  if (found && more.length === 0) return found;
  const listed = images.map((image) => `${image.index} ${image.name} (${image.editionId}, ${image.architecture})`);
  throw new GoldpaneError(
    'GP-MEDIA-EDITION',
    `The installer has no edition ${edition.id} "${edition.name}" for ${architecture}; it has: ${listed.join(', ')}`,
    { hint: `Set edition: in the recipe to one of ${editionIds(images)}, or use an ISO that holds ${editionId}` },
  );
}

function editionIds(images: readonly WimImage[]): string {
  return [...new Set(images.map(({ editionId }) => editionId))].join(', ');
}

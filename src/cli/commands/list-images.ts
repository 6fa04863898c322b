import { listImages, openStore } from '../../api.ts';
import type { Action } from '../command-spec.ts';
import { formatBytes, formatTable } from '../render/format.ts';

/** `list images`: every version of every image. */
export const listImagesAction: Action = async (_, context) => {
  const list = await listImages(await openStore((await context.settings()).store.value));
  const { images, problems } = list;
  const rows = images.map(({ image, version, channels, sizeBytes, manifest }) => [
    image,
    version,
    channels.join(', '),
    formatBytes(sizeBytes),
    manifest.createdAt,
  ]);
  context.result(list, () =>
    context.options.names
      ? [...new Set(images.map(({ image }) => image))].join('\n')
      : formatTable(['IMAGE', 'VERSION', 'CHANNELS', 'SIZE', 'MADE'], rows),
  );
  for (const problem of problems) context.report(problem);
};

import { listMedia, type MediaEntry, openStore } from '../../api.ts';
import type { Action } from '../command-spec.ts';
import { formatBytes, formatTable } from '../render/format.ts';

/** `list media`: the catalogue's files, and where they stand. */
export const listMediaAction: Action = async (_, context) => {
  const media = await listMedia(await openStore((await context.settings()).store.value));
  const rows = media.map((entry) => [entry.id, stateText(entry), sizeText(entry), originText(entry)]);
  context.result(media, () =>
    context.options.names
      ? media.map(({ id }) => id).join('\n')
      : formatTable(['MEDIUM', 'STATE', 'SIZE', 'FROM'], rows),
  );
};

function stateText({ state, bytes }: MediaEntry): string {
  return state === 'incomplete' ? `incomplete, ${formatBytes(bytes)}` : state;
}

function sizeText({ state, bytes, sizeBytes }: MediaEntry): string {
  const size = state === 'here' ? bytes : sizeBytes;
  return size === undefined ? '-' : formatBytes(size);
}

function originText({ from, sources, page }: MediaEntry): string {
  return from ?? sources[0] ?? (page === undefined ? 'import media' : `import media, after ${page}`);
}

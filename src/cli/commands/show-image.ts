import { openStore, readCredentials, showImage } from '../../api.ts';
import type { Action } from '../command-spec.ts';
import { formatBytes, formatFacts } from '../render/format.ts';

/** `show image`: where everything of a version is. */
export const showImageAction: Action = async ([reference = ''], context) => {
  const shown = await showImage(await openStore((await context.settings()).store.value), reference, context.signal);
  const { entry, note, disk, evidence, gate, hasCredentials } = shown;
  const credentials = context.options.credentials ? await revealed(entry) : undefined;
  if (note) context.tell(note);
  context.result({ ...shown, credentials }, () =>
    formatFacts([
      ['image', `${entry.image}:${entry.version}`],
      ['channels', entry.channels.join(', ') || 'none'],
      ['made', `${entry.manifest.createdAt}, run ${entry.manifest.run}`],
      [
        'release',
        `${entry.manifest.release}, ${entry.manifest.edition}${entry.manifest.rehearsal ? ' (no Windows)' : ''}`,
      ],
      ['seal', entry.manifest.seal],
      ...(entry.manifest.bypass ? [['bypassed', `checks of ${entry.manifest.bypass.join(', ')}`] as const] : []),
      ['size', `${formatBytes(entry.sizeBytes)}, the guest sees ${formatBytes(disk.virtualSizeBytes)}`],
      ['bundle', entry.directory],
      ...entry.manifest.files.map(({ name, sha256 }) => [`  ${name}`, sha256] as const),
      ...evidence.map((path, index) => [index === 0 ? 'evidence' : '', path] as const),
      ...gate.map((line, index) => [index === 0 ? 'gate' : '', line] as const),
      ...Object.entries(credentials ?? {}),
      ...(hasCredentials && credentials === undefined ? [['credentials', 'shown with --credentials'] as const] : []),
    ]),
  );
};

async function revealed(entry: Parameters<typeof readCredentials>[0]): Promise<Record<string, string>> {
  const secrets = Object.entries(await readCredentials(entry));
  return Object.fromEntries(secrets.map(([name, secret]) => [name, secret.reveal()]));
}

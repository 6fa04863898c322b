import { openStore, type ShownMedia, showMedia } from '../../api.ts';
import type { Action } from '../command-spec.ts';
import { formatBytes, formatFacts, formatGuestText } from '../render/format.ts';

/** `show media`: what the catalogue says of a file, and what it holds. */
export const showMediaAction: Action = async ([name = ''], context) => {
  const shown = await showMedia(await openStore((await context.settings()).store.value), name, context.signal);
  context.result(shown, () =>
    formatFacts([...entryFacts(shown), ...fileFacts(shown), ...contentFacts(shown).map(plain)]),
  );
};

type Facts = readonly (readonly [string, string])[];
type Drivers = Extract<ShownMedia['info'], { readonly kind: 'drivers' }>;

/** Names on a medium are anyone's text: as shown here they do nothing to a terminal. */
function plain([name, value]: Facts[number]): Facts[number] {
  return [formatGuestText(name), formatGuestText(value)];
}

function entryFacts({ entry }: ShownMedia): Facts {
  if (entry === undefined) return [];
  return [
    ['medium', entry.id],
    ['state', entry.state],
    ['pinned', entry.sha256 ?? 'not pinned'],
    ...[...entry.sources, ...(entry.page === undefined ? [] : [entry.page])].map((source) => ['from', source] as const),
  ];
}

function fileFacts({ path, sizeBytes = 0 }: ShownMedia): Facts {
  return path === undefined
    ? []
    : [
        ['file', path],
        ['size', formatBytes(sizeBytes)],
      ];
}

function contentFacts({ info }: ShownMedia): Facts {
  if (info === undefined) return [];
  if (info.kind === 'drivers') {
    return [['kind', `virtio-win ${info.version}`], ['folders', info.folders.join(' ')], ...driverFacts(info)];
  }
  const images = info.images.map(({ index, name, editionId, architecture, build, languages }): [string, string] => [
    `image ${index}`,
    `${name} (${[editionId, architecture, `build ${build}`, languages.join(' ')].filter(Boolean).join(', ')})`,
  ]);
  if (info.kind === 'wim') return [['kind', info.isSolid ? 'ESD: a solid WIM' : 'WIM'], ...images];
  const { prompt, noPrompt } = info.bootImages;
  return [
    ['kind', `installer of Windows, label ${info.label}`],
    ['editions', info.installImage],
    ...images,
    ['setup', info.setupLanguage],
    [
      'starts',
      [prompt ? ['after a key'] : [], noPrompt ? ['without a key'] : []].flat().join(', ') || 'not under UEFI',
    ],
    ...info.loaders.map(({ path, signatures }): [string, string] => [
      path,
      signatures.map(({ authorities }) => authorities[0] ?? '').join(', ') || 'not signed',
    ]),
  ];
}

/** Each version of each driver, and for which releases it is. */
function driverFacts({ drivers = [] }: Drivers): Facts {
  const sorted = drivers.toSorted((one, other) => one.path.localeCompare(other.path, 'en'));
  const shown = sorted.map(({ path, version, architecture, folder }) => {
    const [date = '', number = ''] = version.split(',');
    return { driver: path.split('/')[0] ?? '', version: `${number} of ${date}, ${architecture}`, folder };
  });
  const same = Map.groupBy(shown, ({ driver, version }) => `${driver} ${version}`);
  return [...same.values()].flatMap((all) =>
    all.slice(0, 1).map(({ driver, version }) => [driver, `${version}: ${all.map(({ folder }) => folder).join(' ')}`]),
  );
}

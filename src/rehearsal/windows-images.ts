/** An image of `install.wim`, as its metadata describes it. */
export type WindowsImage = {
  /** IMAGE/NAME, which `/IMAGE/NAME` of an answer file matches. */
  readonly name: string;
  /** What Setup shows; the name when absent. */
  readonly displayName?: string;
  /** WINDOWS/EDITIONID, such as `Professional`. */
  readonly editionId: string;
  readonly installationType: 'Client' | 'Server' | 'Server Core';
};

/** What all images of a medium share. */
export type WindowsRelease = {
  readonly architecture: 'amd64' | 'arm64';
  /** Tag such as `en-US`. */
  readonly language: string;
  /** Build number such as 26200, and the revision behind it. */
  readonly build: number;
  readonly revision: number;
  /** WINDOWS/VERSION/BRANCH, such as `ge_release`. */
  readonly branch: string;
};

/** The editions of the release `rehearsal`. Their names say that they are not Windows. */
export const rehearsalImages: readonly WindowsImage[] = [
  { name: 'Rehearsal Home', editionId: 'Core', installationType: 'Client' },
  { name: 'Rehearsal Pro', editionId: 'Professional', installationType: 'Client' },
  { name: 'Rehearsal Pro N', editionId: 'ProfessionalN', installationType: 'Client' },
  { name: 'Rehearsal Education', editionId: 'Education', installationType: 'Client' },
];

/** The release that the rehearsal's medium says it is. */
export const rehearsalRelease: WindowsRelease = {
  architecture: 'amd64',
  language: 'en-US',
  build: 26200,
  revision: 1,
  branch: 'goldpane_rehearsal',
};

/** The two images of every `boot.wim`; Setup starts from the second. */
export function bootImages(architecture: WindowsRelease['architecture']): readonly WindowsImage[] {
  const image = (name: string): WindowsImage => ({ name, editionId: 'WindowsPE', installationType: 'Client' });
  return [image(`Microsoft Windows PE (${architecture})`), image(`Microsoft Windows Setup (${architecture})`)];
}

// WINDOWS/ARCH is Windows' PROCESSOR_ARCHITECTURE_* number.
const architectureNumbers = { amd64: 9, arm64: 12 } as const;

/**
 * `wimlib-imagex` options that give an image the metadata real media have.
 * Source: `wiminfo --xml` of Windows media, as public listings show it.
 */
export function imageProperties(image: WindowsImage, release: WindowsRelease): readonly string[] {
  const shown = image.displayName ?? image.name;
  const server = image.installationType !== 'Client';
  const properties = {
    DISPLAYNAME: shown,
    DISPLAYDESCRIPTION: shown,
    FLAGS: image.editionId,
    'WINDOWS/ARCH': architectureNumbers[release.architecture],
    'WINDOWS/PRODUCTNAME': 'Microsoft® Windows® Operating System',
    'WINDOWS/EDITIONID': image.editionId,
    'WINDOWS/INSTALLATIONTYPE': image.editionId === 'WindowsPE' ? 'WindowsPE' : image.installationType,
    'WINDOWS/PRODUCTTYPE': server ? 'ServerNT' : 'WinNT',
    'WINDOWS/PRODUCTSUITE': 'Terminal Server',
    'WINDOWS/LANGUAGES/LANGUAGE': release.language,
    'WINDOWS/LANGUAGES/DEFAULT': release.language,
    'WINDOWS/VERSION/MAJOR': 10,
    'WINDOWS/VERSION/MINOR': 0,
    'WINDOWS/VERSION/BUILD': release.build,
    'WINDOWS/VERSION/SPBUILD': release.revision,
    'WINDOWS/VERSION/SPLEVEL': 0,
    'WINDOWS/VERSION/BRANCH': release.branch,
    'WINDOWS/SYSTEMROOT': 'WINDOWS',
  };
  return Object.entries(properties).map(([key, value]) => `--image-property=${key}=${value}`);
}

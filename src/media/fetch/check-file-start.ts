import { openByteSource } from '../../host/byte-source.ts';
import { fileSignatures } from '../file-signatures.ts';
import type { MediaItem } from '../media-item.ts';

/** As much of a file as is needed to judge its start: sector 16 of an ISO has its kind. */
export const startBytes = 17 * 2048;

const isoSignatures = ['CD001', 'BEA01', 'NSR02', 'NSR03'];
const signatures: Readonly<Record<string, { readonly bytes: string; readonly what: string }>> = {
  esd: { bytes: fileSignatures.wim, what: 'a WIM' },
  wim: { bytes: fileSignatures.wim, what: 'a WIM' },
  msi: { bytes: fileSignatures.msi, what: 'a Windows installer package' },
  exe: { bytes: fileSignatures.exe, what: 'a Windows program' },
  zip: { bytes: fileSignatures.zip, what: 'a ZIP archive' },
  cab: { bytes: fileSignatures.cab, what: 'a cabinet' },
};

const webPage = {
  what: 'a web page',
  start: /^<(?:!doctype html|html|head|body|script|!--)/i,
  extensions: ['html', 'htm', 'xhtml', 'hta'],
};

/** Texts that servers send in place of a file, and the extensions of files that are such a text by right. */
const texts = [
  webPage,
  {
    what: 'an XML document',
    start: /^<(?:\?xml|!doctype(?! html)|!--)/i,
    extensions: [
      ...webPage.extensions,
      ...['xml', 'svg', 'xsd', 'xsl', 'xslt', 'xaml', 'config', 'manifest', 'plist', 'props', 'wxs'],
      // Of Windows: group policies, formats of PowerShell, updates.
      ...['admx', 'adml', 'ps1xml', 'mum'],
    ],
  },
  { what: 'JSON', start: /^(?:\{\s*["}]|\[\s*[[{"\]])/, extensions: ['json', 'jsonc', 'json5'] },
];

/**
 * Why a file that starts like this cannot be the item, or `undefined`. Servers answer robots with a page in place of
 * the file and status 200, and what is cut off looks whole. `start` is `startBytes` long, or all there is.
 */
export function checkFileStart({ file }: Pick<MediaItem, 'file'>, start: Buffer): string | undefined {
  const extension = extensionOf(file);
  const found = textsAt(start);
  if (found.length > 0 && !found.some(({ extensions }) => extensions.includes(extension))) {
    return `it is ${found[0]?.what}, not the file`;
  }
  if (extension === 'iso') {
    if (start.length < startBytes) return `it is no ISO: it has ${start.length} bytes`;
    const isIso = isoSignatures.includes(start.toString('latin1', 16 * 2048 + 1, 16 * 2048 + 6));
    return isIso ? undefined : 'it is no ISO: it has neither ISO 9660 nor UDF';
  }
  const signature = signatures[extension];
  if (signature === undefined || start.toString('latin1', 0, signature.bytes.length) === signature.bytes)
    return undefined;
  return `it is not ${signature.what}`;
}

/** The same for a file on disk. */
export async function checkFile(item: Pick<MediaItem, 'file'>, path: string): Promise<string | undefined> {
  await using file = await openByteSource(path);
  return checkFileStart(item, await file.read(0, startBytes));
}

/** True for an item that is a web page itself. */
export function isWebPage({ file }: Pick<MediaItem, 'file'>): boolean {
  return webPage.extensions.includes(extensionOf(file));
}

function textsAt(start: Buffer): typeof texts {
  const text = start
    .toString('latin1', 0, 256)
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  return texts.filter((each) => each.start.test(text));
}

function extensionOf(file: string): string {
  return file.slice(file.lastIndexOf('.') + 1).toLowerCase();
}

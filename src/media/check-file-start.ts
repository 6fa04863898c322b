import { openByteSource } from '../host/byte-source.ts';
import type { MediaItem } from './media-item.ts';

/** As much of a file as is needed to judge its start: sector 16 of an ISO has its kind. */
export const startBytes = 17 * 2048;

const isoSignatures = ['CD001', 'BEA01', 'NSR02', 'NSR03'];
const signatures: Readonly<Record<string, { readonly bytes: string; readonly what: string }>> = {
  esd: { bytes: 'MSWIM\0\0\0', what: 'a WIM' },
  wim: { bytes: 'MSWIM\0\0\0', what: 'a WIM' },
  msi: { bytes: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', what: 'a Windows installer package' },
  exe: { bytes: 'MZ', what: 'a Windows program' },
  zip: { bytes: 'PK', what: 'a ZIP archive' },
  cab: { bytes: 'MSCF', what: 'a cabinet' },
};

/**
 * Why a file that starts like this cannot be the item, or `undefined`. Servers answer robots with a page in place of
 * the file and status 200, and what is cut off looks whole. `start` is `startBytes` long, or all there is.
 */
export function checkFileStart({ file }: Pick<MediaItem, 'file'>, start: Buffer): string | undefined {
  const extension = file.slice(file.lastIndexOf('.') + 1).toLowerCase();
  if (looksLikePage(start)) return 'it is a web page, not a file';
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

/** True for the beginning of HTML, XML or JSON: what servers send in place of a file. */
function looksLikePage(start: Buffer): boolean {
  const text = start
    .toString('latin1', 0, 256)
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  return /^(?:<(?:!doctype|html|head|body|script|\?xml|!--)|\{")/i.test(text);
}

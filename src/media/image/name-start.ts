import { fileSignatures } from '../file-signatures.ts';

/** What a file is that is no medium, and what to do with it instead. */
export type OtherFile = { readonly found: string; readonly hint: string };

const asPackage = 'Software for the guest is no medium: name it under packages: of a step (docs/guest-scripts.md)';
const unpackFirst = 'Unpack it, and give the ISO that is in it';

const kinds: readonly (OtherFile & { readonly start: string })[] = [
  { start: fileSignatures.exe, found: 'it is a Windows program', hint: asPackage },
  { start: fileSignatures.msi, found: 'it is a Windows installer package', hint: asPackage },
  {
    start: fileSignatures.cab,
    found: 'it is a cabinet',
    hint: 'The catalogue of the Media Creation Tool comes like this: cabextract FILE, then: goldpane import media products.xml',
  },
  { start: `${fileSignatures.zip}\x03\x04`, found: 'it is a ZIP archive', hint: unpackFirst },
  { start: '7z\xbc\xaf\x27\x1c', found: 'it is a 7-Zip archive', hint: unpackFirst },
  { start: 'Rar!\x1a\x07', found: 'it is a RAR archive', hint: unpackFirst },
  { start: '\x1f\x8b', found: 'it is a gzip archive', hint: unpackFirst },
  { start: '\xfd7zXZ\0', found: 'it is an xz archive', hint: unpackFirst },
  { start: 'QFI\xfb', found: 'it is a qcow2 disk image', hint: 'Give the ISO that Windows is installed from' },
  { start: 'vhdxfile', found: 'it is a VHDX disk image', hint: 'Give the ISO that Windows is installed from' },
];

/** What a file is whose first bytes are these; `undefined` for what goldpane may know, and for what nobody knows. */
export function nameStart(start: Buffer): OtherFile | undefined {
  if (start.length === 0) return { found: 'it is empty', hint: 'Get the file again' };
  const text = start.toString('latin1');
  if (/^(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body|script)\b/i.test(text)) {
    return { found: 'it is a web page', hint: 'A server sent a page in place of the file: get it with a browser' };
  }
  return kinds.find((kind) => text.startsWith(kind.start));
}

import { XmlProblem } from './read-xml.ts';

/** A file's text, and how it was written. */
export type DecodedText = {
  readonly text: string;
  /** `utf-8`, `utf-16le`, `utf-16be`, or another one that the file declares. */
  readonly encoding: string;
  readonly hasByteOrderMark: boolean;
};

type Decoder = InstanceType<typeof TextDecoder>;

/** The largest file that is read as an answer file. */
export const maxAnswerFileBytes = 2 * 1024 * 1024;

/**
 * Text of an answer file as an XML reader sees it: by byte-order mark, else by its declaration, else UTF-8. The mark
 * is not part of the text. Throws `XmlProblem` for more than 2 MiB and for bytes that are not what the file says.
 * Source: XML 1.0, 4.3.3 and appendix F.
 */
export function decodeAnswerFile(bytes: Uint8Array): DecodedText {
  if (bytes.length > maxAnswerFileBytes) throw new XmlProblem('the file is larger than 2 MiB', 1);
  const marked = markedEncoding(bytes);
  const encoding = marked ?? unmarkedEncoding(bytes);
  const hasByteOrderMark = marked !== undefined;
  const decoder = decoderOf(encoding);
  const text = decoder && decode(decoder, bytes);
  if (!decoder) throw new XmlProblem(`the encoding ${encoding} is not known`, 1);
  if (text === undefined) throw new XmlProblem(`its bytes are not ${encoding.toUpperCase()}`, 1);
  return { text, encoding, hasByteOrderMark };
}

/** The encoding that the XML declaration names, in lower case. */
export function declaredEncoding(text: string): string | undefined {
  return /^<\?xml\s[^?<>]*?encoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(text.slice(0, 200))?.[1]?.toLowerCase();
}

function decoderOf(encoding: string): Decoder | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch {
    return undefined;
  }
}

function decode(decoder: Decoder, bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

function markedEncoding([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

function unmarkedEncoding(bytes: Uint8Array): string {
  if (bytes[0] === 0x3c && bytes[1] === 0) return 'utf-16le';
  if (bytes[0] === 0 && bytes[1] === 0x3c) return 'utf-16be';
  const declared = declaredEncoding(new TextDecoder('latin1').decode(bytes.subarray(0, 200)));
  // Whoever declares UTF-16 without a mark and without a zero byte has written something else.
  return declared === undefined || /^utf-?16|^ucs|^us-ascii$/.test(declared) ? 'utf-8' : declared;
}

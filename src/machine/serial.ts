import { type GuestLine, maxLineBytes, parseGuestLine } from '../base/guest-channel.ts';
import type { Nonce } from '../base/ids.ts';
import type { Secret } from '../base/secret.ts';
import { lineSplitter } from './line-splitter.ts';
import { maskStream } from './mask-stream.ts';

/** What the reader of COM1 needs and where its findings go. */
export type SerialOptions = {
  readonly nonce: Nonce;
  readonly secrets: readonly Secret[];
  /** Gets every byte, masked. */
  readonly log: (bytes: Buffer) => void;
  readonly onLine: (line: GuestLine) => void;
  /** A line that has not ended, whole from its beginning, after each read that made it longer: a prompt has no end. */
  readonly onPartial: (text: string) => void;
};

/** Takes what COM1 says. `end` gives out what was still kept. */
export type SerialReader = { readonly push: (bytes: Uint8Array) => void; readonly end: () => void };

/** Reads COM1: masks secrets before anything else sees the bytes, then cuts lines and looks for messages. */
export function serialReader(options: SerialOptions): SerialReader {
  const masked = maskStream(options.secrets);
  const lines = lineSplitter(maxLineBytes);
  const take = (bytes: Buffer) => {
    if (bytes.length === 0) return;
    options.log(bytes);
    for (const line of lines.push(bytes)) options.onLine(parseGuestLine(line, options.nonce));
    const rest = parseGuestLine(lines.partial(), options.nonce);
    // A message counts only when its line has ended.
    if (rest.kind === 'text' && rest.text.trim() !== '') options.onPartial(rest.text);
  };
  const end = () => {
    take(masked.flush());
    const rest = lines.partial();
    lines.reset();
    if (rest !== '') options.onLine(parseGuestLine(rest, options.nonce));
  };
  return { push: (bytes) => take(masked.push(bytes)), end };
}

import type { ErrorCode } from '../base/error-codes.ts';

/** A line of a guest that names why it stands still. */
export type KnownText = { readonly line: string; readonly remedy: string };

/** What guests were seen to say in plain text before they stood still. It is not trusted: it only explains a failure. */
const signatures: readonly { readonly pattern: RegExp; readonly remedy: string }[] = [
  { pattern: /\bFATAL\b/, remedy: 'Mend what the guest says it could not do' },
  { pattern: /This PC can.t run Windows/, remedy: "Raise the recipe's hardware, and keep TPM and Secure Boot" },
  {
    pattern: /No images are available|Software License Terms/,
    remedy: 'The edition, its key and the medium do not fit: compare the recipe with the medium',
  },
  { pattern: /Kernel panic/, remedy: 'Build again; when it crashes again, this host may not suit the guest' },
  { pattern: /[Nn]o space left on device|not enough space/, remedy: 'Raise hardware.diskGib in the recipe' },
];

/** Failures that say only that something is wrong. */
const tellsLittle: readonly ErrorCode[] = [
  'GP-GUEST-NO-SHUTDOWN',
  'GP-GUEST-AGENT',
  'GP-GUEST-OFF',
  'GP-GUEST-STALL',
  'GP-GUEST-LIMIT',
];

/** The last of a guest's lines that explains a failure which says little itself. */
export function knownText(code: ErrorCode, lines: readonly string[]): KnownText | undefined {
  if (!tellsLittle.includes(code)) return undefined;
  const known = lines.flatMap((line) => {
    const signature = signatures.find(({ pattern }) => pattern.test(line));
    return signature ? [{ line, remedy: signature.remedy }] : [];
  });
  return known.at(-1);
}

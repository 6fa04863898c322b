import type { AnswerFileTarget } from '../answer-file-target.ts';
import type { DecodedText } from '../decode-answer-file.ts';
import { declaredEncoding } from '../decode-answer-file.ts';
import type { AnswerFinding } from './rule.ts';

type Written = Pick<DecodedText, 'text'> & Partial<DecodedText>;

const firstWithoutMark = 26100;

/** How the file is written: ASCII without a byte-order mark is what every Setup reads. */
export function checkEncoding(file: Written, { release }: AnswerFileTarget): readonly AnswerFinding[] {
  const { text, encoding } = file;
  const mark = file.hasByteOrderMark || text.startsWith('\uFEFF');
  const declared = declaredEncoding(text);
  const isWide = encoding?.startsWith('utf-16') ?? false;
  const isContrary = encoding !== undefined && declared !== undefined && isWide !== /^utf-?16|^ucs/.test(declared);
  const isRefused = (release?.build ?? 0) >= firstWithoutMark;
  return [
    ...(mark && !isWide ? [byteOrderMark(isRefused ? 'error' : 'warning')] : []),
    ...(isContrary ? [contrary(encoding, declared)] : []),
    ...(isWide && !isContrary ? [wide()] : []),
    ...(isWide ? [] : beyondAscii(text)),
  ];
}

function byteOrderMark(severity: 'error' | 'warning'): AnswerFinding {
  return at(1, severity, {
    found: 'The file starts with a byte-order mark',
    why: 'Setup of Windows 11 24H2 was seen to pass over such a file without a word',
    remedy: 'Save it as UTF-8 without a byte-order mark',
  });
}

function contrary(encoding: string, declared: string): AnswerFinding {
  return at(1, 'error', {
    found: `The file says that it is ${declared}, and is ${encoding}`,
    why: 'To an XML reader that is no XML: Setup passes over the file and asks a person',
    remedy: 'Save it as UTF-8, and declare encoding="utf-8"',
  });
}

function wide(): AnswerFinding {
  return at(1, 'warning', {
    found: 'The file is written in UTF-16',
    why: 'Few files are, and nobody has shown that every Setup takes them',
    remedy: 'Save it as UTF-8 without a byte-order mark, and declare encoding="utf-8"',
  });
}

function beyondAscii(text: string): readonly AnswerFinding[] {
  // In comments nobody minds them; their lines are kept for counting.
  const read = withoutComments(text.replace(/^\uFEFF/, ''));
  const position = read.search(/[^\t\r\n\x20-\x7e]/);
  if (position < 0) return [];
  const code = read.codePointAt(position)?.toString(16).padStart(4, '0').toUpperCase();
  return [
    at(read.slice(0, position).split('\n').length, 'warning', {
      found: `The file holds U+${code}, which is not ASCII`,
      why: 'It arrives as it is only when the file is in the encoding that it declares, and every tool on the way keeps it',
      remedy: `Write it as &#x${code};`,
    }),
  ];
}

function withoutComments(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let start = text.indexOf('<!--'); start >= 0; start = text.indexOf('<!--', from)) {
    const end = text.indexOf('-->', start);
    if (end < 0) break;
    parts.push(text.slice(from, start), text.slice(start, end).replaceAll(/[^\n]/g, ' '));
    from = end;
  }
  return [...parts, text.slice(from)].join('');
}

function at(
  line: number,
  severity: 'error' | 'warning',
  words: Pick<AnswerFinding, 'found' | 'why' | 'remedy'>,
): AnswerFinding {
  return { id: 'GP-ANSWER-ENCODING', severity, where: `line ${line}`, ...words, line, path: '' };
}

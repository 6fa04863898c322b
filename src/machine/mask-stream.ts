import { secretForms } from '../base/mask-secrets.ts';
import type { Secret } from '../base/secret.ts';

/** Takes bytes in any chunks and gives them back with every form of the secrets replaced by `***`. */
export type MaskStream = {
  /** Bytes that are safe to write. A tail that may be the beginning of a secret is kept for the next call. */
  readonly push: (bytes: Uint8Array) => Buffer;
  /** What was kept, at the end of the stream. */
  readonly flush: () => Buffer;
};

const mask = Buffer.from('***');

/** A stream that masks across the borders of its chunks: any chunking gives the same bytes. */
export function maskStream(secrets: readonly Secret[]): MaskStream {
  const forms = secrets.flatMap(secretForms).sort((a, b) => b.length - a.length);
  const starts = new Set(forms.map((form) => form[0]));
  let kept = Buffer.alloc(0);
  const run = (input: Buffer, isEnd: boolean) => {
    const output: Buffer[] = [];
    let done = 0;
    let at = 0;
    while (at < input.length) {
      const match = starts.has(input[at]) ? matchAt(input, at, forms, isEnd) : undefined;
      if (match === 'undecided') break;
      if (match) {
        output.push(input.subarray(done, at), mask);
        done = at + match.length;
      }
      at += match?.length ?? 1;
    }
    kept = Buffer.from(input.subarray(at));
    return Buffer.concat([...output, input.subarray(done, at)]);
  };
  return {
    push: (bytes) => run(Buffer.concat([kept, bytes]), false),
    flush: () => run(kept, true),
  };
}

/** The longest form that begins at `at`; undecided when more bytes could make a longer one. `forms` go from long to short. */
function matchAt(
  input: Buffer,
  at: number,
  forms: readonly Buffer[],
  isEnd: boolean,
): Buffer | 'undecided' | undefined {
  for (const form of forms) {
    const available = Math.min(form.length, input.length - at);
    if (input.compare(form, 0, available, at, at + available) !== 0) continue;
    if (available === form.length) return form;
    if (!isEnd) return 'undecided';
  }
  return undefined;
}

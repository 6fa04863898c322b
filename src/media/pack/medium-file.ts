import type { Sha256 } from '../../base/ids.ts';

/** A file that goes onto a medium. `name` has slashes between directories. */
export type MediumFile = {
  readonly name: string;
  /** Copied from a path on the host, or written from memory (text as UTF-8). */
  readonly content: { readonly path: string } | { readonly bytes: string | Uint8Array };
  /** What the content must be, when the plan has named it. */
  readonly sha256?: Sha256 | undefined;
};

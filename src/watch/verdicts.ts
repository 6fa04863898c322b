import type { ErrorCode } from '../base/error-codes.ts';
import type { Stage } from '../base/stages.ts';

/** What the watch concludes from the events of a boot. Plain data. */
export type Verdict =
  | StageVerdict
  /** Press a key now (QMP `send-key`): the installer's medium waits for one. */
  | { readonly kind: 'press-key'; readonly key: 'spc' }
  /** The medium's prompt passed unanswered and nothing was written: quit this boot and start it again. */
  | { readonly kind: 'prompt-missed'; readonly attempt: number }
  /** The install said its last word. Once per boot; it is no success before `complete`. */
  | { readonly kind: 'ready' }
  /** The layer's success marker was heard. Once per boot; it is no success before `complete`. */
  | { readonly kind: 'done'; readonly layer: string }
  /** The boot ended by a guest reset: start the next one. */
  | { readonly kind: 'reboot'; readonly boot: number }
  /** The layer is finished: its marker was heard and the guest shut itself down. */
  | { readonly kind: 'complete'; readonly layer: string; readonly boot: number }
  | FailVerdict;

/** The guest has entered a stage. */
export type StageVerdict = { readonly kind: 'stage'; readonly stage: Stage };

/** The boot has failed; nothing more is said about it. */
export type FailVerdict = {
  readonly kind: 'fail';
  readonly code: ErrorCode;
  /** One sentence: cause, stage, boot, time since the boot began. */
  readonly message: string;
  readonly hint: string;
  readonly stage: Stage;
  readonly boot: number;
  readonly elapsedMs: number;
  /** The last lines that speak for it: of the guest, or of QEMU where QEMU failed. */
  readonly evidence: readonly string[];
};

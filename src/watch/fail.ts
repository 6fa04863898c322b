import type { ErrorCode } from '../base/error-codes.ts';
import { knownText } from './known-text.ts';
import type { Scene } from './scene.ts';
import { lastLines } from './scene.ts';
import type { FailVerdict } from './verdicts.ts';

type Failure = {
  readonly code: ErrorCode;
  /** A sentence without its end. */
  readonly cause: string;
  readonly hint: string;
  /** Lines that speak for it, when they are not the guest's last ones. */
  readonly evidence?: readonly string[];
};

/**
 * The verdict that ends a boot: the cause, with stage, boot and time put behind it. A cause that says little is followed
 * by the guest's own words for it, when they are known.
 */
export function fail(scene: Scene, { code, cause, hint, evidence }: Failure): FailVerdict {
  const { stage } = scene.track;
  const elapsedMs = scene.activity.nowMs;
  const known = knownText(code, lastLines(scene));
  const said = known && !cause.includes(quote(known.line)) ? `; the guest said ${quote(known.line)}` : '';
  const where = `layer ${scene.options.layer}, stage ${stage}, boot ${scene.boot}, after ${describeDuration(elapsedMs)}`;
  return {
    kind: 'fail',
    code,
    message: `${cause}${said} (${where})`,
    hint: known?.remedy ?? hint,
    stage,
    boot: scene.boot,
    elapsedMs,
    evidence: evidence ?? lastLines(scene),
  };
}

/** A duration for people: `4 s`, `3 min 20 s`, `1 h 5 min`. */
export function describeDuration(durationMs: number): string {
  const seconds = Math.floor(durationMs / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A guest's text as part of a sentence: one line, short, in quotes. */
export function quote(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return `"${line.length > 200 ? `${line.slice(0, 199)}…` : line}"`;
}

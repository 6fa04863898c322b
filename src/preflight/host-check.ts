import type { ErrorCode } from '../base/error-codes.ts';
import type { Finding } from '../base/findings.ts';

/** One thing of the host that was looked at: whether it is fit, and if not, why that matters and what helps. */
export type HostCheck = PassedCheck | FlawedCheck;

export type PassedCheck = { readonly name: string; readonly outcome: 'pass'; readonly found: string };

export type FlawedCheck = Flaw & {
  /** Short name of what was looked at, such as `firmware`. */
  readonly name: string;
  /** A build works in spite of a `warn`; with a `fail` it cannot. */
  readonly outcome: 'warn' | 'fail';
};

export type Flaw = {
  readonly id: ErrorCode;
  readonly found: string;
  /** What led to it, line by line. */
  readonly details?: readonly string[] | undefined;
  readonly why: string;
  /** A command where there is one, else a sentence. */
  readonly remedy: string;
  /** A remedy that may be run for the user: it harms nothing when it was not needed. */
  readonly fix?: Fix | undefined;
};

/** A command that changes the host. */
export type Fix = { readonly command: readonly string[]; readonly needsRoot: boolean };

/** What is as it should be. */
export function pass(name: string, found: string): PassedCheck {
  return { name, outcome: 'pass', found };
}

/** What a build works without. */
export function warn(name: string, flaw: Flaw): FlawedCheck {
  return { name, outcome: 'warn', ...flaw };
}

/** What keeps a build from working. */
export function fail(name: string, flaw: Flaw): FlawedCheck {
  return { name, outcome: 'fail', ...flaw };
}

/** A fix that root runs, and its command as a user types it. */
export function rootFix(...command: readonly string[]): { readonly remedy: string; readonly fix: Fix } {
  return { remedy: `sudo ${command.join(' ')}`, fix: { command, needsRoot: true } };
}

/** Whether a check found something. */
export function isFlawed(check: HostCheck): check is FlawedCheck {
  return check.outcome !== 'pass';
}

/** The finding that a check stands for. */
export function asFinding({ id, outcome, name, found, why, remedy }: FlawedCheck): Finding {
  return { id, severity: outcome === 'fail' ? 'error' : 'warning', where: name, found, why, remedy };
}

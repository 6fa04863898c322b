import { inspect } from 'node:util';
import type { Finding, GoldpaneError } from '../api.ts';

/** What an error's text needs besides the error. */
export type ErrorText = {
  /** How the program was called. */
  readonly program: string;
  /** The command line to give again, when that makes sense. */
  readonly again?: string | undefined;
  /** Show where the error came from. */
  readonly isDebug: boolean;
};

/** An error for people: what happened, everything that was found, where to look, what to do. */
export function renderError(error: GoldpaneError, { program, again, isDebug }: ErrorText): string {
  const rows = [
    ...error.paths.map((path) => ['look at', path] as const),
    ['to do', error.hint] as const,
    ...(again === undefined ? [] : [['again', again] as const]),
    ['more', `${program} explain ${error.code}`] as const,
  ];
  const causes = isDebug || error.code === 'GP-INTERNAL' ? causeChain(error) : [];
  return [
    `${error.code}: ${error.message}`,
    ...error.findings.flatMap(findingLines),
    ...rows.map(([label, text], index) => `  ${(rows[index - 1]?.[0] === label ? '' : label).padEnd(8)} ${text}`),
    ...causes,
  ].join('\n');
}

/** An error for machines: one line of stdout under `--json`. */
export function errorRecord({ code, message, hint, exitCode, findings, paths }: GoldpaneError) {
  return { kind: 'error', code, message, hint, exitCode, findings, paths };
}

/** A finding for people. */
export function findingLines({ severity, where, found, why, remedy }: Finding): string[] {
  return [`  ${severity}: ${where}: ${found}`, `    ${why}`, `    ${remedy}`];
}

function causeChain(error: Error): string[] {
  const chain: string[] = [];
  let current: unknown = error;
  while (current !== undefined) {
    const text = current instanceof Error ? (current.stack ?? current.message) : inspect(current);
    chain.push(`${chain.length === 0 ? 'thrown at' : 'caused by'}: ${text}`);
    current = current instanceof Error ? current.cause : undefined;
  }
  return chain;
}

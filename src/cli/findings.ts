import { type Finding, GoldpaneError, type Severity } from '../api.ts';

/** `2 errors, 1 warning`, or `nothing`. */
export function countFindings(findings: readonly Finding[]): string {
  const counts = (['error', 'warning', 'info'] as const).map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? '' : `${count} ${nouns[severity]}${count === 1 ? '' : 's'}`;
  });
  return counts.filter((text) => text !== '').join(', ') || 'nothing';
}

const nouns: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'remark' };

/** Throws when there is a finding as bad as `failOn` or worse: `GP-CHECK-FINDINGS`. */
export function requireNoFindings(what: string, findings: readonly Finding[], failOn: 'error' | 'warning'): void {
  const bad = findings.filter(({ severity }) => severity === 'error' || severity === failOn);
  if (bad.length === 0) return;
  // They were shown already, as the result of the check.
  throw new GoldpaneError('GP-CHECK-FINDINGS', `${what}: ${countFindings(bad)} found`, {
    hint: failOn === 'warning' ? 'Correct them; --fail-on error lets warnings pass' : 'Correct them',
  });
}

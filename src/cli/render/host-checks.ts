import type { CheckedHost, HostCheck } from '../../api.ts';
import { formatTable } from './format.ts';

const outcomes = { pass: 'pass', warn: 'WARN', fail: 'FAIL' } as const;

/** What was found of a host: one line for each check, and below what is wrong why it matters and what helps. */
export function renderHostChecks({ checks }: Pick<CheckedHost, 'checks'>): string {
  const [headings, ...rows] = formatTable(
    ['check', 'result', 'found'],
    checks.map(({ name, outcome, found }) => [name, outcomes[outcome], found]),
  ).split('\n');
  return [headings, ...checks.flatMap((check, index) => [rows[index], ...flawLines(check)])].join('\n');
}

function flawLines(check: HostCheck): readonly string[] {
  if (check.outcome === 'pass') return [];
  const { details = [], why, remedy } = check;
  return [...details.map((detail) => `    tried   ${detail}`), `    why     ${why}`, `    to do   ${remedy}`];
}

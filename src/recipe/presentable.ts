import type { Finding } from '../base/findings.ts';

/** Findings in the order of the lines that they are about, with nothing in them that a terminal would obey. */
export function presentable(findings: readonly Finding[]): readonly Finding[] {
  return findings
    .map((finding) => ({
      ...finding,
      where: printable(finding.where),
      found: printable(finding.found),
      remedy: printable(finding.remedy),
    }))
    .sort((a, b) => a.where.localeCompare(b.where, 'en', { numeric: true }));
}

function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1).replace(character, '?'));
}

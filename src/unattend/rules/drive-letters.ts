import { allElements } from '../answer-tree.ts';
import type { Rule } from './rule.ts';
import { findingAt } from './rule.ts';

// A letter and a colon that start a path: not `HKLM:`, `/v:on`, `%i:`, `$d:` or the `]::` of a .NET call.
const letter = /(?<![\w%$!/])(?![cxCX])[A-Za-z]:(?!:)/;

/** Letters of removable media differ from boot to boot; only C: (Windows) and X: (Windows PE) are certain. */
export const driveLetters: Rule = (root) =>
  allElements(root).flatMap((element) => {
    const found = letter.exec(element.text)?.[0];
    if (!found) return [];
    return [
      findingAt(element, {
        found: `It names the drive ${found.toUpperCase()}`,
        why: 'Windows hands drive letters out anew at each boot',
        remedy: 'Search for the volume by its label',
      }),
    ];
  });

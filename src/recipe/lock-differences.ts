import type { Finding } from '../base/findings.ts';
import type { LockedInputs } from './lock-file.ts';

/** Where inputs are not those that were locked: changed, new or gone; without a lock, that there is none. */
export function lockDifferences(
  where: string,
  locked: LockedInputs | undefined,
  found: LockedInputs,
): readonly Finding[] {
  if (locked === undefined) return [difference(where, 'the lock file says nothing of this recipe')];
  return [...new Set([...Object.keys(locked), ...Object.keys(found)])].sort().flatMap((name) => {
    const [before, now] = [locked[name], found[name]];
    if (before === now) return [];
    if (now === undefined) return [difference(where, `${name} is locked and is no input any more`)];
    if (before === undefined) return [difference(where, `${name} is a new input, with SHA-256 ${now}`)];
    return [difference(where, `${name} has SHA-256 ${now}, and ${before} is locked`)];
  });
}

function difference(where: string, found: string): Finding {
  return {
    id: 'GP-LOCK-DIFFERS',
    severity: 'error',
    where,
    found,
    why: 'the image would not be made of what was agreed on',
    remedy: 'Undo the change, or build without --frozen, which writes the lock file anew, and look at its difference',
  };
}

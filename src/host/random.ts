import { randomBytes, randomInt } from 'node:crypto';
import { Secret } from '../base/secret.ts';

/** `bytes` random bytes as lower-case hex. */
export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

const classes = [
  'ABCDEFGHJKLMNPQRSTUVWXYZ',
  'abcdefghijkmnopqrstuvwxyz',
  '23456789',
  // No character that XML, cmd, PowerShell or Setup's own parser treats specially.
  '-_.+=',
] as const;

/**
 * A password that every Windows policy takes: 24 characters, at least two of each of the four classes, no
 * look-alikes. Source: windows docs, "Password must meet complexity requirements".
 */
export function randomPassword(length = 24): Secret {
  const all = classes.join('');
  const sure = classes.flatMap((letters) => [pick(letters), pick(letters)]);
  const rest = Array.from({ length: length - sure.length }, () => pick(all));
  return new Secret(shuffled([...sure, ...rest]).join(''));
}

function pick(letters: string): string {
  return letters.charAt(randomInt(letters.length));
}

function shuffled(letters: string[]): string[] {
  for (let last = letters.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [letters[last], letters[other]] = [letters[other] as string, letters[last] as string];
  }
  return letters;
}

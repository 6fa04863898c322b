import { randomBytes, randomInt } from 'node:crypto';
import { Secret } from '../base/secret.ts';

const passwordLength = 24;

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
 * A password that every Windows policy takes: 24 characters, at least two of each of the four classes, no look-alikes,
 * and none of the words of `names`, the names of its account.
 * Source: windows docs, "Password must meet complexity requirements".
 */
export function randomPassword(...names: readonly string[]): Secret {
  const all = classes.join('');
  const sure = classes.flatMap((letters) => [pick(letters), pick(letters)]);
  const rest = Array.from({ length: passwordLength - sure.length }, () => pick(all));
  const text = shuffled([...sure, ...rest]).join('');
  return holdsWordOf(names, text) ? randomPassword(...names) : new Secret(text);
}

/** Shorter words do not count; what parts a name into words is what Windows takes for it. */
function holdsWordOf(names: readonly string[], text: string): boolean {
  const words = names.flatMap((name) => [name, ...name.split(/[,._\-#\s]+/)]).filter(({ length }) => length >= 3);
  return words.some((word) => text.toLowerCase().includes(word.toLowerCase()));
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

import { createInterface } from 'node:readline';
import { GoldpaneError } from '../api.ts';

/** Whether somebody is there to be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true;
}

/**
 * Asks a question of yes or no at the terminal; when the terminal closes, the answer is no. Throws `GP-CANCELLED` on
 * Ctrl-C, which the terminal gives to whoever asks.
 */
export async function askYesNo(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await new Promise<string>((resolve, reject) => {
    terminal.question(`${question} [y/N] `, resolve);
    terminal.once('close', () => resolve(''));
    terminal.once('SIGINT', () =>
      reject(
        new GoldpaneError('GP-CANCELLED', 'Cancelled: Ctrl-C', { hint: 'Nothing was changed since the question' }),
      ),
    );
  }).finally(() => terminal.close());
  return /^(y|yes)$/i.test(answer.trim());
}

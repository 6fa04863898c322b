import { createInterface } from 'node:readline';

/** Asks a question of yes or no at the terminal. Without a terminal, and at its end, the answer is no. */
export async function askYesNo(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await new Promise<string>((resolve) => {
    terminal.question(`${question} [y/N] `, resolve);
    terminal.once('close', () => resolve(''));
  });
  terminal.close();
  return /^(y|yes)$/i.test(answer.trim());
}

import { spawn } from 'node:child_process';

/**
 * Runs a program in the user's terminal and waits for its end: it may ask for a password. Its output goes to stderr.
 * A Ctrl-C reaches it as it reaches us. Gives the exit code, 127 when it could not be started.
 */
export async function runAttended([file = '', ...args]: readonly string[]): Promise<number> {
  const child = spawn(file, args, { stdio: ['inherit', 2, 2] });
  return await new Promise((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
}

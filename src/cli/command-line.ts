/** A word as a POSIX shell reads it back. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The command line that says the same again. */
export function commandLine(program: string, argv: readonly string[]): string {
  return [program, ...argv.map(shellWord)].join(' ');
}

/** How goldpane was called: by its name, or out of a clone, where npm runs its source. */
export function programName(script: string | undefined): string {
  return script?.endsWith('/src/cli/main.ts') ? 'npm run -s goldpane --' : 'goldpane';
}

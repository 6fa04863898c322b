/** A program that dies with its parent, as a command line: the file is found on PATH. */
export type BoundCommand = { readonly file: 'setpriv'; readonly args: readonly string[] };

/**
 * Goes on only under the parent that it is for: one that dies before the kernel was told of the bond sends no signal.
 * Nothing of a command line is read by this shell but its own text.
 */
const goOnUnderParent = '[ "$PPID" = "$0" ] && exec "$@"';

/**
 * The command that runs `program` so that the kernel kills it when the thread that starts it ends, even by SIGKILL.
 * Source: util-linux setpriv(1), prctl(2) PR_SET_PDEATHSIG.
 */
export function boundToParent(program: string, args: readonly string[], parent: number = process.pid): BoundCommand {
  const check = ['sh', '-c', goOnUnderParent, String(parent), program, ...args];
  return { file: 'setpriv', args: ['--pdeathsig', 'KILL', '--', ...check] };
}

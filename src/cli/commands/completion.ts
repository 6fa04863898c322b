import type { Action } from '../command-spec.ts';
import { bashCompletion } from '../completion/bash.ts';
import { fishCompletion } from '../completion/fish.ts';
import { zshCompletion } from '../completion/zsh.ts';

const shells = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** `completion`: a script for a shell, made from the command tree. */
export const completionAction: Action = async ([shell = ''], context) => {
  const script = shells[shell as keyof typeof shells]();
  context.result({ shell, script }, () => script);
};

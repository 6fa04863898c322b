import { GoldpaneError } from '../base/errors.ts';
import { currentUser } from '../host/current-user.ts';
import { findTool } from '../host/find-tool.ts';
import { runAttended } from '../host/run-attended.ts';
import type { Fix } from './host-check.ts';

/**
 * Runs a fix in the user's terminal, with sudo where root is needed and this is not root. Throws `GP-TOOL-FAILED` when
 * it fails, `GP-HOST-TOOL` when there is no sudo.
 */
export async function runFix({ command, needsRoot }: Fix): Promise<void> {
  const mustAsk = needsRoot && !currentUser().isRoot;
  if (mustAsk && !findTool('sudo')) {
    throw new GoldpaneError('GP-HOST-TOOL', 'Root is needed, and sudo is not installed', {
      hint: `As root: ${command.join(' ')}`,
    });
  }
  const words = mustAsk ? ['sudo', ...command] : command;
  const exitCode = await runAttended(words);
  if (exitCode === 0) return;
  throw new GoldpaneError('GP-TOOL-FAILED', `${words.join(' ')} ended with exit code ${exitCode}`, {
    hint: 'Its own last lines say why',
  });
}

import { installCommand } from '../host/missing-tool.ts';
import type { Flaw } from './host-check.ts';

/** How missing programs get onto a distribution, named by its ids in os-release. */
export function installRemedy(tools: readonly string[], distribution: readonly string[]): Pick<Flaw, 'remedy' | 'fix'> {
  const command = installCommand(tools, distribution);
  if (!command) return { remedy: `Install the packages of your distribution that hold ${tools.join(', ')}` };
  return { remedy: `sudo ${command.join(' ')}`, fix: { command, needsRoot: true } };
}

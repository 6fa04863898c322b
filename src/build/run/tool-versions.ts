import { findTool } from '../../host/find-tool.ts';
import { runTool } from '../../host/run-tool.ts';

/** How each program tells its version. */
const tools = [
  ['qemu-system-x86_64', '-version'],
  ['qemu-img', '--version'],
  ['swtpm', '--version'],
  ['xorriso', '--version'],
  ['passt', '--version'],
] as const;

/** Versions of programs, as they tell them, by name. */
export type ToolVersions = Readonly<Record<string, string>>;

/** Versions of the programs that make an image; those that are not there are left out. */
export async function toolVersions(): Promise<ToolVersions> {
  const told = tools.map(async ([name, option]) => {
    if (findTool(name) === undefined) return [];
    const { stdout, stderr } = await runTool(name, [option], { acceptExitCodes: [0, 1] });
    const [firstLine = ''] = (stdout || stderr).split('\n');
    return [[name, /\s(\d[^\s,]*)/.exec(firstLine)?.[1] ?? 'unknown'] as const];
  });
  return Object.fromEntries((await Promise.all(told)).flat());
}

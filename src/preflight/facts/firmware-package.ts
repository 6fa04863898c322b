import { findTool } from '../../host/find-tool.ts';
import { runTool } from '../../host/run-tool.ts';

/** Package and version that a file came with, such as `ovmf 2022.11-6`; undefined where no package manager knows it. */
export async function firmwarePackage(path: string, signal?: AbortSignal): Promise<string | undefined> {
  if (findTool('dpkg-query')) return await fromDpkg(path, signal);
  if (findTool('rpm')) return await ask('rpm', ['-qf', '--qf', '%{NAME} %{VERSION}-%{RELEASE}', path], signal);
  if (findTool('pacman')) return (await ask('pacman', ['-Qo', path], signal))?.replace(/^.* is owned by /, '');
  return undefined;
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own placeholders
const dpkgFormat = '${Package} ${Version}';

async function fromDpkg(path: string, signal?: AbortSignal): Promise<string | undefined> {
  const name = (await ask('dpkg-query', ['-S', path], signal))?.split(':')[0];
  return name && (await ask('dpkg-query', ['-W', '-f', dpkgFormat, name], signal));
}

async function ask(tool: string, args: readonly string[], signal?: AbortSignal): Promise<string | undefined> {
  const { stdout, exitCode } = await runTool(tool, args, { signal, acceptExitCodes: [0, 1] });
  return exitCode === 0 ? stdout.trim() : undefined;
}

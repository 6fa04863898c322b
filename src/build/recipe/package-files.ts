import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listDirectory, readText } from '../../host/files.ts';
import { installScripts } from '../../media/pack/install-medium.ts';
import { type SkeletonName, type Skeletons, skeletonNames } from '../../unattend/answer-file-options.ts';

/** Root of the package: this file is two directories below it, in `src` as in `dist`. */
const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Directories of files that goldpane brings. */
export const packageDirectories = {
  recipes: join(root, 'recipes'),
  guestScripts: join(root, 'guest-scripts'),
  templates: join(root, 'unattend-templates'),
  manifest: join(root, 'package.json'),
} as const;

/** Paths of a script that recipes name `goldpane:NAME`: the script, or its twin for guests without PowerShell. */
export function packageScript(fileName: string): string {
  const directory = /\.(sh|awk)$/.test(fileName) ? 'rehearsal/twins' : 'windows';
  return join(packageDirectories.guestScripts, directory, fileName);
}

/** Names that recipes may use as `goldpane:NAME`: all scripts but those that the install itself is made of. */
export async function packageScriptNames(): Promise<readonly string[]> {
  const files = await listDirectory(join(packageDirectories.guestScripts, 'windows'));
  const isOfInstall = (file: string) => installScripts.some((name) => name === file);
  const steps = files.filter((file) => file.endsWith('.ps1') && !isOfInstall(file));
  return steps.map((file) => file.slice(0, -'.ps1'.length));
}

/** The skeletons of answer files. */
export async function readSkeletons(): Promise<Skeletons> {
  const read = async (name: SkeletonName) =>
    [name, await readText(join(packageDirectories.templates, `${name}.xml`))] as const;
  return Object.fromEntries(await Promise.all(skeletonNames.map(read))) as Skeletons;
}

/** The skeleton of the answer file that sysprep is given. */
export async function readSysprepSkeleton(): Promise<string> {
  return await readText(join(packageDirectories.templates, 'sysprep.xml'));
}

/** Version of goldpane itself. */
export async function packageVersion(): Promise<string> {
  return (JSON.parse(await readText(packageDirectories.manifest)) as { version: string }).version;
}

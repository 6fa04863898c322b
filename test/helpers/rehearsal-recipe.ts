import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a recipe says beside the built-in `rehearsal` that it extends; keys as in a recipe file. */
export type RecipeDifference = Readonly<Record<string, unknown>>;

/** Writes a recipe that extends the built-in rehearsal, with the scripts that it names; gives its path. */
export async function rehearsalRecipe(
  directory: string,
  name: string,
  difference: RecipeDifference,
  scripts: Readonly<Record<string, string>> = {},
): Promise<string> {
  await mkdir(directory, { recursive: true });
  for (const [file, text] of Object.entries(scripts)) await writeFile(join(directory, file), text);
  const path = join(directory, `${name}.yaml`);
  // Every JSON text is a YAML text.
  await writeFile(path, JSON.stringify({ extends: 'rehearsal', ...difference }, undefined, 2));
  return path;
}

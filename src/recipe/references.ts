import type { ErrorCode } from '../base/error-codes.ts';
import { nearNames } from '../base/near-names.ts';
import { isMapValue } from './merge-sources.ts';
import { isWithin, joinPath } from './posix-path.ts';
import type { RecipeReader } from './recipe-reader.ts';
import type { DocumentPath } from './yaml-source.ts';

/** A file that a recipe names, and where in the recipe. */
export type Reference = { readonly path: DocumentPath; readonly text: string };

/** What a recipe may reach. Directories are real paths. */
export type Reach = {
  /** The directory of the file that names the path. */
  readonly directory: string;
  /** Files and directories that the user allowed by name. */
  readonly allowPaths: readonly string[];
  /** Names that `goldpane:` can stand before. */
  readonly packageScripts: readonly string[];
  readonly reader: RecipeReader;
};

/** A file that may be used, by its real path; `undefined` for one that goldpane brings; or what is wrong with it. */
export type CheckedReference =
  | { readonly realPath: string | undefined }
  | { readonly id: ErrorCode; readonly found: string; readonly why: string; readonly remedy: string };

/** Every script and file that a recipe's document names, whatever else is wrong with the document. */
export function listReferences(document: unknown): readonly Reference[] {
  const seal = childOf(document, 'seal');
  const unattend = childOf(document, 'unattend');
  const key = childOf(childOf(document, 'license'), 'key');
  return [
    ...textEntries([
      { path: ['license', 'key', 'file'], value: childOf(key, 'file') },
      { path: ['unattend', 'template'], value: childOf(unattend, 'template') },
      ...entriesOf(unattend, 'extra', ['unattend']),
    ]),
    ...entriesOf(document, 'layers', []).flatMap(({ path, value }) => [
      ...stepReferences(path, value),
      ...entriesOf(value, 'steps', path).flatMap((step) => stepReferences(step.path, step.value)),
    ]),
    ...entriesOf(seal, 'steps', ['seal']).flatMap(({ path, value }) => stepReferences(path, value)),
  ];
}

/**
 * Whether a recipe may use what it names. A path must lie under the directory of its own file, first as it is written
 * and then with symbolic links followed, unless the user allowed it.
 */
export async function checkReference(text: string, reach: Reach): Promise<CheckedReference> {
  if (text.startsWith('goldpane:')) return checkPackageScript(text, reach.packageScripts);
  const path = joinPath(reach.directory, text);
  if (!isAllowed(path, reach)) {
    return outside(text, `leads outside the recipe's directory ${reach.directory}`, path);
  }
  if (!(await reach.reader.exists(path))) {
    return {
      id: 'GP-RECIPE-FILE',
      found: `there is no file ${text} in ${reach.directory}`,
      why: 'the file has to lie on a medium of the guest',
      remedy: 'Correct the path, which counts from the directory of the file that names it, or add the file',
    };
  }
  const realPath = await reach.reader.realpath(path);
  if (isAllowed(realPath, reach)) return { realPath };
  return outside(text, `is a link that leads outside the recipe's directory, to ${realPath}`, realPath);
}

function isAllowed(path: string, { directory, allowPaths }: Reach): boolean {
  return [directory, ...allowPaths].some((allowed) => isWithin(allowed, path));
}

function outside(text: string, found: string, path: string): CheckedReference {
  return {
    id: 'GP-RECIPE-PATH',
    found: `${text} ${found}`,
    why: 'a recipe from elsewhere could carry any file of this host into its guest',
    remedy: `Copy the file beside the recipe, or allow it with --allow-path ${path}`,
  };
}

function checkPackageScript(text: string, packageScripts: readonly string[]): CheckedReference {
  const name = text.slice('goldpane:'.length);
  if (packageScripts.includes(name)) return { realPath: undefined };
  const near = nearNames(name, packageScripts);
  return {
    id: 'GP-RECIPE-FILE',
    found: `goldpane brings no script ${name}`,
    why: 'the script has to lie on a medium of the guest',
    remedy:
      near.length > 0
        ? `Did you mean ${near.map((other) => `\`goldpane:${other}\``).join(' or ')}?`
        : `Scripts that goldpane brings: ${packageScripts.join(', ')}`,
  };
}

function stepReferences(path: DocumentPath, step: unknown): readonly Reference[] {
  const script = childOf(step, 'script');
  return textEntries([{ path: [...path, 'script'], value: script }, ...entriesOf(step, 'files', path)]);
}

// A text that the schema will refuse is no path.
function textEntries(entries: readonly { path: DocumentPath; value: unknown }[]): readonly Reference[] {
  return entries.flatMap((entry) =>
    typeof entry.value === 'string' && /^[^\\\0\r\n]+$/.test(entry.value)
      ? [{ path: entry.path, text: entry.value }]
      : [],
  );
}

function entriesOf(value: unknown, key: string, path: DocumentPath): readonly { path: DocumentPath; value: unknown }[] {
  const list = childOf(value, key);
  return Array.isArray(list) ? list.map((entry, index) => ({ path: [...path, key, index], value: entry })) : [];
}

function childOf(value: unknown, key: string): unknown {
  return isMapValue(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

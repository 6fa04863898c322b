import { GoldpaneError } from '../base/errors.ts';
import type { Finding } from '../base/findings.ts';
import { namePattern } from '../base/ids.ts';
import type { Recipe as LoadedShape } from '../base/recipe.ts';
import { locateMerged, mergeSources } from './merge-sources.ts';
import { fileNameOf, joinPath, relativePath } from './posix-path.ts';
import { presentable } from './presentable.ts';
import type { RecipeDocument } from './read-chain.ts';
import { readChain } from './read-chain.ts';
import type { RecipeReader } from './recipe-reader.ts';
import { checkReference, listReferences } from './references.ts';
import { Recipe } from './schema.ts';
import { schemaFindings } from './schema-findings.ts';
import { twinOf } from './step-schema.ts';
import type { DocumentPath, YamlSource } from './yaml-source.ts';

export type LoadOptions = {
  readonly reader: RecipeReader;
  /** Where `extends: NAME` looks, see `RecipePlaces`. */
  readonly directories: readonly string[];
  /** Names of the scripts that goldpane brings, for `goldpane:NAME`. */
  readonly packageScripts: readonly string[];
  /** Real paths outside the recipe's directory that the user allowed, with all that lies below them. */
  readonly allowPaths?: readonly string[];
};

export type LoadedRecipe = {
  readonly recipe: LoadedShape;
  /**
   * Real paths of the files that the recipe names, by the reference that stands in the recipe (relative to the recipe's
   * own file), and of the `.sh` twins that were found beside scripts. Open these, not the references: they were checked.
   */
  readonly files: Readonly<Record<string, string>>;
};

/**
 * Loads a recipe: reads it and what it extends, merges, checks and fills in defaults. Paths in the result count from
 * the directory of `path`, whichever file named them. Throws `GP-RECIPE-NOT-FOUND`, or `GP-RECIPE-INVALID` with every
 * mistake that was found, each at `file:line:col`.
 */
export async function loadRecipe(path: string, options: LoadOptions): Promise<LoadedRecipe> {
  const allowPaths = options.allowPaths ?? [];
  const { documents, findings: chainFindings } = await readChain(path, { ...options, allowPaths });
  const mistakes = [...nameFindings(path), ...chainFindings];
  const top = documents[0];
  if (top === undefined) throw invalid(path, mistakes);

  const checked: CheckedDocument[] = [];
  for (const document of documents)
    checked.push(await checkDocument(document, top.directory, { ...options, allowPaths }));
  const sources = checked.map(({ source }) => source);
  const value = mergeSources(sources);
  const parsed = Recipe.safeParse(value);
  if (!parsed.success) {
    const locate = (at: DocumentPath, part: 'key' | 'value') => locateMerged(sources, at, part);
    mistakes.push(
      ...schemaFindings(parsed.error, { schema: Recipe, value, locate, ids }).filter(
        isNoConsequence(chainFindings.length > 0),
      ),
    );
  }
  // What the schema refuses is not also reported as a missing file.
  const places = new Set(mistakes.map(({ where }) => where));
  mistakes.push(...checked.flatMap(({ findings }) => findings.filter(({ where }) => !places.has(where))));
  if (!parsed.success || mistakes.length > 0) throw invalid(path, mistakes);
  return {
    recipe: { name: recipeName(path), ...parsed.data },
    files: Object.assign({}, ...checked.map(({ files }) => files)),
  };
}

const ids = { key: 'GP-RECIPE-KEY', value: 'GP-RECIPE-VALUE', hostile: 'GP-RECIPE-HOSTILE' } as const;

type CheckedDocument = {
  readonly source: YamlSource;
  readonly files: Readonly<Record<string, string>>;
  readonly findings: readonly Finding[];
};

// When a base could not be read, what it would have given is not missing.
function isNoConsequence(isChainBroken: boolean): (finding: Finding) => boolean {
  return ({ found }) => !(isChainBroken && found.endsWith(' is missing'));
}

// The document with its paths counted from the recipe's directory, and what was found about its files.
async function checkDocument(
  { source, directory }: RecipeDocument,
  topDirectory: string,
  options: Required<LoadOptions>,
): Promise<CheckedDocument> {
  const value = structuredClone(source.value);
  const files: Record<string, string> = {};
  const findings: Finding[] = [];
  for (const { path, text } of listReferences(source.value)) {
    const twin = path.at(-1) === 'script' ? twinOf(text) : text;
    for (const wanted of new Set([text, twin])) {
      const result = await checkReference(wanted, { ...options, directory });
      if ('realPath' in result && result.realPath === undefined) break;
      const reference = relativePath(topDirectory, joinPath(directory, wanted));
      if ('realPath' in result) files[reference] = result.realPath ?? '';
      // A twin is not asked for: only one that is there has to be in order.
      else if (wanted === text || result.id !== 'GP-RECIPE-FILE') {
        findings.push({ severity: 'error', where: source.locate(path, 'value'), ...result });
        break;
      }
      if (wanted === text) setAt(value, path, reference);
    }
  }
  return { source: { ...source, value }, files, findings };
}

function setAt(root: unknown, path: DocumentPath, text: string): void {
  let current = root as Record<PropertyKey, unknown>;
  for (const key of path.slice(0, -1)) current = current[key] as Record<PropertyKey, unknown>;
  current[path.at(-1) ?? ''] = text;
}

function recipeName(path: string): string {
  return fileNameOf(path).replace(/\.ya?ml$/, '');
}

function nameFindings(path: string): Finding[] {
  const name = recipeName(path);
  if (namePattern.test(name)) return [];
  return [
    {
      id: 'GP-RECIPE-VALUE',
      severity: 'error',
      where: path,
      found: `the file's name gives the recipe the name \`${name}\``,
      why: 'the name of a recipe becomes the name of its images, in paths and on command lines',
      remedy: 'Name the file with lower-case letters, digits, `.`, `_` and `-`, beginning with a letter or digit',
    },
  ];
}

function invalid(path: string, findings: readonly Finding[]): GoldpaneError {
  const count = findings.length === 1 ? 'a mistake' : `${findings.length} mistakes`;
  return new GoldpaneError('GP-RECIPE-INVALID', `The recipe ${path} has ${count}`, {
    hint: 'Correct each place that is named, then check again: goldpane plan recipe NAME',
    findings: presentable(findings),
  });
}

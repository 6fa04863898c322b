import { asGoldpaneError, GoldpaneError } from '../base/errors.ts';
import type { Finding } from '../base/findings.ts';
import { isMapValue } from './merge-sources.ts';
import { directoryOf, isWithin, joinPath } from './posix-path.ts';
import type { RecipeReader } from './recipe-reader.ts';
import { isRecipePath, resolveName } from './resolve-name.ts';
import type { YamlSource } from './yaml-source.ts';
import { readYamlSource } from './yaml-source.ts';

/** One file of a recipe: the recipe itself or one that it extends. */
export type RecipeDocument = {
  readonly source: YamlSource;
  /** Real path of the directory from which the file's own paths count. */
  readonly directory: string;
};

type Options = {
  readonly reader: RecipeReader;
  readonly directories: readonly string[];
  readonly allowPaths: readonly string[];
};

/**
 * Reads a recipe and what it extends, the recipe first. What cannot be read ends the chain with a finding.
 * Throws `GP-RECIPE-NOT-FOUND` when the recipe itself cannot be opened.
 */
export async function readChain(
  path: string,
  options: Options,
): Promise<{ readonly documents: readonly RecipeDocument[]; readonly findings: readonly Finding[] }> {
  const documents: RecipeDocument[] = [];
  const seen: string[] = [];
  let next: string | undefined = path;
  while (next !== undefined) {
    const real = await options.reader.realpath(next).catch(notReadable(next));
    const last = documents.at(-1);
    if (last !== undefined && seen.includes(real)) return { documents, findings: [cycle(last, [...seen, real])] };
    seen.push(real);
    const { source, findings } = readYamlSource(next, await options.reader.readText(real).catch(notReadable(next)), {
      syntax: 'GP-RECIPE-SYNTAX',
      hostile: 'GP-RECIPE-HOSTILE',
    });
    if (source === undefined) return { documents, findings };
    if (!isMapValue(source.value)) return { documents, findings: [noMap(source)] };
    const document = { source, directory: await options.reader.realpath(directoryOf(next)) };
    documents.push(document);
    const base = await baseOf(document, options);
    if (typeof base === 'object') return { documents, findings: [base] };
    next = base;
  }
  return { documents, findings: [] };
}

async function baseOf({ source, directory }: RecipeDocument, options: Options): Promise<string | Finding | undefined> {
  const wanted = isMapValue(source.value) ? source.value['extends'] : undefined;
  // What is no text is left to the schema.
  if (typeof wanted !== 'string' || wanted === '') return undefined;
  try {
    if (!isRecipePath(wanted)) return await resolveName(wanted, options);
    const path = await resolveName(joinPath(directory, wanted), options);
    const real = await options.reader.realpath(path);
    if ([directory, ...options.allowPaths].some((allowed) => isWithin(allowed, real))) return path;
    return {
      ...extendsFinding(source, `${wanted} leads outside the recipe's directory ${directory}`),
      id: 'GP-RECIPE-PATH',
      remedy: `Extend a recipe by its name, or allow it with --allow-path ${real}`,
    };
  } catch (error) {
    const { message, hint } = asGoldpaneError(error);
    return { ...extendsFinding(source, message), remedy: hint };
  }
}

function cycle({ source }: RecipeDocument, paths: readonly string[]): Finding {
  return {
    ...extendsFinding(source, `the recipe extends itself: ${paths.join(' → ')}`),
    remedy: 'Remove one `extends`; a recipe that changes a built-in one needs another name',
  };
}

function extendsFinding(source: YamlSource, found: string): Omit<Finding, 'remedy'> {
  return {
    id: 'GP-RECIPE-EXTENDS',
    severity: 'error',
    where: source.locate(['extends'], 'value'),
    found,
    why: 'the recipe is not whole without what it extends',
  };
}

function noMap(source: YamlSource): Finding {
  return {
    id: 'GP-RECIPE-VALUE',
    severity: 'error',
    where: source.locate([], 'value'),
    found: source.value === null ? 'the file is empty' : 'the file is not a map of keys',
    why: 'a recipe says at least `release` and `edition`, or `extends`',
    remedy: 'Begin with `extends: NAME`, or with `release:` and `edition:`; goldpane list recipes has examples',
  };
}

function notReadable(path: string): (cause: unknown) => never {
  return (cause) => {
    throw new GoldpaneError('GP-RECIPE-NOT-FOUND', `The recipe ${path} cannot be read`, {
      hint: 'Look whether the file is there and may be read',
      cause,
    });
  };
}

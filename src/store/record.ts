import * as z from 'zod';
import { GoldpaneError } from '../base/errors.ts';
import { readText } from '../host/files.ts';
import { writeFileAtomic } from '../host/write-atomic.ts';

/** Name and major version of a file format, such as `goldpane/manifest/1`. */
export type SchemaName = `goldpane/${string}/${number}`;

const Tagged = z.looseObject({ schema: z.string() });

/**
 * Reads a JSON file that goldpane wrote. Unknown fields are ignored. Throws `GP-STORE-FORMAT` when a newer goldpane
 * wrote it, `GP-STORE-DAMAGED` when it is missing or is not what it should be.
 */
export async function readRecord<T>(path: string, schema: SchemaName, shape: z.ZodType<T>): Promise<T> {
  return parseRecord(await readOrDamaged(path), path, schema, shape);
}

/** As `readRecord`, for a text that was read from `path`. */
export function parseRecord<T>(text: string, path: string, schema: SchemaName, shape: z.ZodType<T>): T {
  const value = parseJson(text);
  const tag = Tagged.safeParse(value).data?.schema;
  if (tag === undefined) throw damaged(path, `it is no ${schema} file`);
  if (isNewer(tag, schema)) throw newer(path, tag, schema);
  const parsed = shape.safeParse(value);
  if (tag !== schema || !parsed.success) {
    throw damaged(path, tag === schema ? z.prettifyError(parsed.error as z.ZodError) : `it says ${tag}`);
  }
  return parsed.data;
}

/** Writes a record: whole or not at all, durable when this returns. */
export async function writeRecord(
  path: string,
  schema: SchemaName,
  value: Readonly<Record<string, unknown>>,
  options: { readonly mode?: number } = {},
): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify({ schema, ...value }, null, 2)}\n`, options);
}

function isNewer(tag: string, schema: SchemaName): boolean {
  const [, name, major] = tag.split('/');
  const [, ownName, ownMajor] = schema.split('/');
  return name === ownName && Number(major) > Number(ownMajor);
}

function newer(path: string, tag: string, schema: SchemaName): GoldpaneError {
  return new GoldpaneError(
    'GP-STORE-FORMAT',
    `${path} was made by a newer goldpane: it says ${tag}, this one reads ${schema}`,
    {
      hint: 'Use that newer goldpane, or another store with --store',
      paths: [path],
    },
  );
}

function damaged(path: string, found: string): GoldpaneError {
  return new GoldpaneError('GP-STORE-DAMAGED', `Cannot use ${path}: ${found}`, {
    hint: 'Move it away: the next build makes anew what it needs',
    paths: [path],
  });
}

async function readOrDamaged(path: string): Promise<string> {
  try {
    return await readText(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw damaged(path, code === 'ENOENT' ? 'it is missing' : code);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import * as z from 'zod';
import type { ErrorCode } from '../base/error-codes.ts';
import type { Finding } from '../base/findings.ts';
import { nearNames } from '../base/near-names.ts';
import type { DocumentPath } from './yaml-source.ts';

/** What is needed to turn what zod says into findings. */
export type SchemaContext = {
  readonly schema: z.ZodType;
  readonly value: unknown;
  readonly locate: (path: DocumentPath, part: 'key' | 'value') => string;
  readonly ids: { readonly key: ErrorCode; readonly value: ErrorCode; readonly hostile: ErrorCode };
};

type Issue = z.core.$ZodIssue;

/** Every mistake that zod found, each with its place and with the name that was probably meant. */
export function schemaFindings(error: z.ZodError, context: SchemaContext): readonly Finding[] {
  return error.issues.flatMap((issue) => issueFindings(issue, context));
}

function issueFindings(issue: Issue, context: SchemaContext): readonly Finding[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(issue.path, key, context));
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    return likeliestBranch(issue.errors).flatMap((inner) =>
      issueFindings({ ...inner, path: [...issue.path, ...inner.path] }, context),
    );
  }
  const given = valueAt(context.value, issue.path);
  return [
    {
      id: context.ids.value,
      severity: 'error',
      where: context.locate(issue.path, 'value'),
      found: `${pathText(issue.path)} ${issueSentence(issue, given)}`,
      why: 'goldpane takes only what it understands',
      remedy: valueRemedy(issue, given),
    },
  ];
}

// The branch that was meant takes what was given: a map or a text. Among several, it knows most of the keys.
function likeliestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const own = (branch: readonly Issue[]) => branch.filter(({ path }) => path.length === 0);
  const isOther = (branch: readonly Issue[]) => Number(own(branch).some(({ code }) => code === 'invalid_type'));
  const strangers = (branch: readonly Issue[]) =>
    own(branch).flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : [])).length;
  return [...branches].sort((a, b) => isOther(a) - isOther(b) || strangers(a) - strangers(b))[0] ?? [];
}

const hostWish = /^(qemu|env|host|exec|command|shell|run$|pre|post|hook)/i;

function unknownKey(path: DocumentPath, key: string, { schema, locate, ids }: SchemaContext): Finding {
  const known = keysAt(z.toJSONSchema(schema, { io: 'input' }), path);
  const where = locate([...path, key], 'key');
  if (known.includes(key)) return misplacedKey(ids.value, where, pathText([...path, key]));
  const near = nearNames(key, known);
  const isHostile = near.length === 0 && hostWish.test(key);
  return {
    id: isHostile ? ids.hostile : ids.key,
    severity: 'error',
    where,
    found: `${pathText([...path, key])} is not a key that goldpane knows`,
    why: isHostile
      ? 'a recipe decides what happens inside its guest and nothing on the host'
      : 'a key that is passed over in silence would look as if it worked',
    remedy: near.length > 0 ? `Did you mean ${quoted(near)}?` : `Keys that may stand here: ${known.join(', ')}`,
  };
}

function misplacedKey(id: ErrorCode, where: string, key: string): Finding {
  return {
    id,
    severity: 'error',
    where,
    found: `${key} cannot stand beside the other keys here`,
    why: 'the entry can be written in two ways, and this is a part of both',
    remedy: 'Keep either this key or those that say the same',
  };
}

function issueSentence(issue: Issue, given: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return given === undefined ? 'is missing' : `must be ${typeName(issue.expected)}, not ${described(given)}`;
    case 'invalid_value':
      if (given === undefined) return 'is missing';
      return `must be one of ${issue.values.map(String).join(', ')}, not ${described(given)}`;
    case 'too_small':
      return `must ${boundText(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum)}, not ${described(given)}`;
    case 'too_big':
      return `must ${boundText(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum)}, not ${described(given)}`;
    case 'invalid_format':
      return `${issue.message}, not ${described(given)}`;
    default:
      return issue.message;
  }
}

function valueRemedy(issue: Issue, given: unknown): string {
  if (issue.code === 'invalid_value' && typeof given === 'string') {
    const near = nearNames(given, issue.values.map(String));
    if (near.length > 0) return `Did you mean ${quoted(near)}?`;
  }
  if (issue.code === 'invalid_type' && issue.expected === 'string' && given !== null && typeof given !== 'object') {
    return given === undefined ? 'Add the key' : 'Put the value in quotes';
  }
  return given === undefined ? 'Add the key' : 'Correct the value';
}

/** `layers[0].script`, or a word for the whole document. */
function pathText(path: DocumentPath): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text === '' ? 'The file' : `\`${text.replace(/^\./, '')}\``;
}

function typeName(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    string: 'text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a map of keys',
  };
  return names[expected] ?? expected;
}

function described(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a map of keys';
  const text = String(value);
  // One that was pasted where its place is wanted goes into no log.
  if (/^([a-z0-9]{5}-){4}[a-z0-9]{5}$/i.test(text)) return 'a product key itself';
  return `\`${text.length > 60 ? `${text.slice(0, 60)}…` : text}\``;
}

function boundText(origin: string, relation: string, bound: number | bigint): string {
  if (origin === 'array') return `have ${relation} ${bound} ${bound === 1 ? 'entry' : 'entries'}`;
  return `be ${relation} ${bound}${origin === 'string' ? ' characters long' : ''}`;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(' or ');
}

function valueAt(value: unknown, path: DocumentPath): unknown {
  let current = value;
  for (const part of path) {
    if (current === null || typeof current !== 'object' || !Object.hasOwn(current, part)) return undefined;
    current = (current as Readonly<Record<PropertyKey, unknown>>)[part];
  }
  return current;
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

function keysAt(schema: JsonSchema, path: DocumentPath): readonly string[] {
  let current: readonly JsonSchema[] = branchesOf(schema);
  for (const part of path) {
    current = current
      .map((branch) => (typeof part === 'number' ? branch.items : branch.properties?.[String(part)]))
      .flatMap((next) => (typeof next === 'object' && !Array.isArray(next) ? branchesOf(next) : []));
  }
  return [...new Set(current.flatMap((branch) => Object.keys(branch.properties ?? {})))];
}

function branchesOf(schema: JsonSchema): readonly JsonSchema[] {
  return [schema, ...((schema.anyOf ?? []) as readonly JsonSchema[])];
}

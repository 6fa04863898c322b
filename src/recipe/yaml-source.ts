import type { Document, Node, Pair } from 'yaml';
import { isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { ErrorCode } from '../base/error-codes.ts';
import type { Finding } from '../base/findings.ts';

/** A way into a document: keys of maps and indexes of lists. */
export type DocumentPath = readonly PropertyKey[];

/** A YAML file that was read: its value, and where each part of it stands. */
export type YamlSource = {
  /** The file's name as people know it. */
  readonly file: string;
  readonly value: unknown;
  /** `file:line:col` of the value at `path`, or of its key; of the nearest part above when there is no such part. */
  readonly locate: (path: DocumentPath, part: 'key' | 'value') => string;
};

/** Ids of the findings that reading a file can give. */
export type YamlIds = { readonly syntax: ErrorCode; readonly hostile: ErrorCode };

const maxBytes = 1024 * 1024;
const maxAliases = 100;
const maxSyntaxFindings = 20;

/**
 * Reads one YAML 1.2 document of at most 1 MiB with at most 100 aliases, counted as they unfold. Duplicate keys,
 * several documents, tags and directives are refused. Gives the source, or findings and no source.
 */
export function readYamlSource(
  file: string,
  text: string,
  ids: YamlIds,
): { readonly source?: YamlSource; readonly findings: readonly Finding[] } {
  const hostile = (where: string, found: string) => ({ findings: [hostileFinding(ids.hostile, where, found)] });
  if (Buffer.byteLength(text) > maxBytes) return hostile(file, 'the file is larger than 1 MiB');

  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, stringKeys: true, prettyErrors: false, schema: 'core' });
  const at = (offset: number) => positionText(file, lines, offset);
  if (document.errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) {
    return hostile(file, 'the file nests too deeply');
  }
  const mistakes = [...document.errors.map(({ code, message, pos }) => syntaxMistake(code, message, pos[0]))];
  const forbidden = findForbidden(document, mistakes);
  if (mistakes.length > 0) {
    return {
      findings: mistakes
        .slice(0, maxSyntaxFindings)
        .map(({ offset, found }) => syntaxFinding(ids.syntax, at(offset), found)),
    };
  }
  if (forbidden !== undefined) return hostile(at(forbidden.offset), forbidden.found);
  const value = unfold(document);
  if (value === tooManyAliases) return hostile(file, `the aliases of the file unfold to more than ${maxAliases}`);
  return { source: { file, value, locate: (path, part) => at(offsetOf(document, path, part)) }, findings: [] };
}

const tooManyAliases = Symbol('too many aliases');

function unfold(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: maxAliases });
  } catch (error) {
    // The library's way to say that aliases unfold beyond the limit; anchors were looked up before.
    if (error instanceof ReferenceError) return tooManyAliases;
    throw error;
  }
}

function hostileFinding(id: ErrorCode, where: string, found: string): Finding {
  return {
    id,
    severity: 'error',
    where,
    found,
    why: 'a file is read before anybody has looked at it, so one that was made to do harm must stay harmless',
    remedy: 'Write the file without it',
  };
}

function syntaxFinding(id: ErrorCode, where: string, found: string): Finding {
  return {
    id,
    severity: 'error',
    where,
    found,
    why: 'nothing of the file can be trusted until it can be read',
    remedy: 'Correct the line; an editor that knows YAML shows the same mistake',
  };
}

type Mistake = { readonly offset: number; readonly found: string };

// Adds aliases without anchor to the mistakes, and gives the first thing that may not be there.
function findForbidden(document: Document.Parsed, mistakes: Mistake[]): Mistake | undefined {
  let aliases = 0;
  let forbidden: Mistake | undefined;
  const offset = (node: Node) => node.range?.[0] ?? 0;
  visit(document, {
    Alias: (_key, node) => {
      aliases += 1;
      if (aliases > maxAliases)
        forbidden ??= { offset: offset(node), found: `the file has more than ${maxAliases} aliases` };
      else if (!node.resolve(document))
        mistakes.push({ offset: offset(node), found: `nothing has the anchor &${node.source}` });
    },
    Value: (_key, node) => {
      if (node.tag !== undefined) forbidden ??= { offset: offset(node), found: `the value has the tag ${node.tag}` };
    },
  });
  if (document.directives.yaml.explicit) return { offset: 0, found: 'the file has a %YAML directive' };
  return forbidden;
}

function offsetOf(document: Document.Parsed, path: DocumentPath, part: 'key' | 'value'): number {
  for (let length = path.length; length > 0; length -= 1) {
    const pair = pairAt(document, path.slice(0, length));
    const node = document.getIn(path.slice(0, length), true) as Node | undefined;
    const chosen = part === 'key' || !node?.range ? pair?.key : node;
    if (chosen?.range) return chosen.range[0];
  }
  return document.contents?.range[0] ?? 0;
}

function pairAt(document: Document.Parsed, path: DocumentPath): Pair<Node> | undefined {
  const parent = document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  return parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) as Pair<Node> | undefined;
}

function positionText(file: string, lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset);
  return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
}

function syntaxMistake(code: string, message: string, offset: number): Mistake {
  if (code === 'MULTIPLE_DOCS') return { offset, found: 'the file holds more than one YAML document' };
  if (code === 'DUPLICATE_KEY') return { offset, found: 'the same key stands here twice' };
  return { offset, found: lowerFirst(message) };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

import { createRequire } from 'node:module';
import { Language, type Node, Parser } from 'web-tree-sitter';

const require = createRequire(import.meta.url);

/** A PowerShell script as its grammar sees it. */
export type ScriptTree = {
  /** What the grammar could not read, each with its line. */
  readonly errors: readonly string[];
  readonly commands: readonly ScriptCommand[];
  /** Names of the functions that it defines. */
  readonly functions: readonly string[];
  /** Types that it names: `IO.DriveInfo`. */
  readonly types: readonly string[];
  /** Kinds of all nodes. */
  readonly kinds: ReadonlySet<string>;
};

/** A call of a command by its name; blocks in variables are no such call. */
export type ScriptCommand = { readonly line: number; readonly name: string; readonly parameters: readonly string[] };

await Parser.init();
const language = await Language.load(require.resolve('tree-sitter-powershell/tree-sitter-powershell.wasm'));

/** Reads a script by the tree-sitter grammar of PowerShell. */
export function readScript(text: string): ScriptTree {
  const parser = new Parser();
  parser.setLanguage(language);
  const tree = parser.parse(text);
  if (!tree) throw new Error('the grammar gave no tree');
  const nodes = [...everyNode(tree.rootNode)];
  const ofKind = (kind: string) => nodes.filter(({ type }) => type === kind);
  return {
    errors: nodes
      .filter((node) => node.isError || node.isMissing)
      .map((node) => `line ${node.startPosition.row + 1}: ${node.text.slice(0, 60)}`),
    commands: ofKind('command').flatMap(readCommand),
    functions: ofKind('function_name').map((node) => node.text),
    types: ofKind('type_literal').map((node) => node.text.slice(1, -1)),
    kinds: new Set(nodes.map(({ type }) => type)),
  };
}

function readCommand(node: Node): readonly ScriptCommand[] {
  const name = node.childForFieldName('command_name');
  if (name?.type !== 'command_name') return [];
  const elements = node.childForFieldName('command_elements')?.namedChildren ?? [];
  const parameters = elements
    .filter((each) => each?.type === 'command_parameter')
    .map((each) => parameterName(each.text));
  return [{ line: node.startPosition.row + 1, name: name.text, parameters }];
}

/** `-Confirm:$false` names the parameter Confirm. */
function parameterName(text: string): string {
  return text.slice(1).replace(/:.*$/, '');
}

function* everyNode(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children) if (child) yield* everyNode(child);
}

import type { VariableDeclarator } from '@swc/core';
import { Visitor } from '@swc/core/Visitor.js';
import { cruise } from 'dependency-cruiser';
import { houseRules } from './house-rules.ts';

// swc parses `using` and `await using`, but its visitor, which dependency-cruiser walks with, does not know them.
const { visitStatement } = Visitor.prototype;
Visitor.prototype.visitStatement = function (statement) {
  const using = statement as unknown as { readonly type: string; readonly decls: VariableDeclarator[] };
  if (using.type !== 'UsingDeclaration') return visitStatement.call(this, statement);
  this.visitVariableDeclarators(using.decls);
  return statement;
};

/** Reads every import below `root`, type-only and dynamic ones too: the modules seen, and the rules broken, sorted. */
export async function cruiseTree(root: string): Promise<{ modules: string[]; violations: string[] }> {
  const { output } = await cruise([root], {
    parser: 'swc',
    tsPreCompilationDeps: true,
    detectJSDocImports: false,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { conditionNames: ['import', 'node', 'default'], exportsFields: ['exports'] },
    validate: true,
    ruleSet: { forbidden: houseRules(root) },
  });
  if (typeof output === 'string') throw new TypeError('dependency-cruiser gave text, not data');
  return {
    modules: output.modules.map((module) => module.source).filter((source) => source.startsWith(`${root}/`)),
    violations: output.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`).sort(),
  };
}

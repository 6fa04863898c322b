import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

/** Prints every module of a program at its end, but for Node's own. */
const listModules = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  const urls = [];
  registerHooks({ load: (url, context, next) => { if (!url.startsWith('node:')) urls.push(url); return next(url, context); } });
  process.on('exit', () => process.stderr.write('\\n@' + JSON.stringify(urls)));
`)}`;

function modulesOf(args: readonly string[]): readonly string[] {
  const program = `process.stderr.write = process.stdout.write.bind(process.stdout); await import(${JSON.stringify(resolve('src/cli/main.ts'))})`;
  const node = ['--import', listModules, '--input-type=module', '--eval', program, 'main', ...args];
  const text = execFileSync(process.execPath, node, { encoding: 'utf8' });
  const urls: string[] = JSON.parse(text.slice(text.lastIndexOf('\n@') + 2));
  return urls.map((url) => url.replace(/^.*?\/(src|node_modules)\//, '$1/'));
}

test.for([
  { args: ['--help'], modules: ['src/cli/main.ts', 'src/cli/root-help.ts', 'src/cli/command-tree.ts'] },
  { args: ['--version'], modules: ['src/cli/main.ts', 'src/cli/package-version.ts'] },
])('`goldpane $args` imports next to nothing', ({ args, modules }) => {
  expect(modulesOf(args)).toEqual(modules);
});

test('a command imports no package beside commander before it works', () => {
  const packages = modulesOf(['completion', 'bash']).filter((path) => path.startsWith('node_modules/'));

  expect([...new Set(packages.map((path) => path.split('/')[1]))]).toEqual(['commander']);
});

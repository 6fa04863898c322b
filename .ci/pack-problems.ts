import { execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';

const shippedFolders = ['recipes', 'unattend-templates', 'guest-scripts', 'docs'];
const alwaysShipped = ['package.json', 'LICENSE', 'README.md', 'CHANGELOG.md'];

/** What the tarball would lack, and what it would carry too much: everything built from src, every data file, no more. */
export function packProblems(): readonly string[] {
  const listing = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error'], {
    encoding: 'utf8',
  });
  const [{ files }] = JSON.parse(listing) as [{ files: { path: string }[] }];
  const packed = new Set(files.map(({ path }) => path));
  const expected = new Set(expectedPaths());
  return [
    ...[...expected].filter((path) => !packed.has(path)).map((path) => `not in the package: ${path}`),
    ...[...packed]
      .filter((path) => !expected.has(path))
      .map((path) => `in the package, but neither built nor committed: ${path}`),
  ];
}

function expectedPaths(): readonly string[] {
  const built = globSync('src/**/*.ts').flatMap((path) => {
    const stem = path.replace(/^src/, 'dist').replace(/\.ts$/, '');
    return [`${stem}.js`, `${stem}.d.ts`];
  });
  const tables = globSync('src/**/*.json').map((path) => path.replace(/^src/, 'dist'));
  const tracked = execFileSync('git', ['ls-files', '--', ...shippedFolders], { encoding: 'utf8' });
  return [...built, ...tables, ...tracked.split('\n').filter(Boolean), ...alwaysShipped];
}

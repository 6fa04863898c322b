import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, globSync, rmSync } from 'node:fs';

/** Compiles src to dist, file by file, and carries over the JSON tables that tsc leaves behind. */
rmSync('dist', { recursive: true, force: true });
execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
for (const table of globSync('src/**/*.json')) cpSync(table, table.replace('src', 'dist'));
chmodSync('dist/cli/bin.js', 0o755);

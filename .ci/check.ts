import { spawnSync } from 'node:child_process';
import { packProblems } from './pack-problems.ts';

/**
 * The whole gate, in the order in which mistakes are cheapest to find; every step runs, whatever the one before said.
 * `--no-tests` leaves out vitest, for a caller that runs it anyway. Floors, purity and cycles are tests: test/architecture.
 */
const steps: readonly (readonly [name: string, run: () => boolean])[] = [
  ['format and lint', () => tool('biome', 'ci', '--error-on-warnings', '.')],
  ['types', () => tool('tsc')],
  ['unused code', () => tool('knip', '--no-config-hints')],
  ['tests', () => tool('vitest', 'run', '--project', 'unit', '--coverage')],
  ['build', () => tool('node', '.ci/build.ts')],
  ['package', () => tool('publint', '--strict', '--pack', 'false')],
  ['package contents', noPackProblems],
];

function tool(name: string, ...args: string[]): boolean {
  return spawnSync(`node_modules/.bin/${name}`, args, { stdio: 'inherit' }).status === 0;
}

function noPackProblems(): boolean {
  const problems = packProblems();
  for (const problem of problems) console.log(problem);
  return problems.length === 0;
}

const wanted = steps.filter(([name]) => name !== 'tests' || !process.argv.includes('--no-tests'));
const failed = wanted.filter(([name, run]) => {
  const startedAt = performance.now();
  console.log(`\n── ${name}`);
  const isGood = run();
  console.log(`${isGood ? 'ok' : 'FAILED'}: ${name}, ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  return !isGood;
});

if (failed.length > 0) console.log(`\nfailed: ${failed.map(([name]) => name).join(', ')}`);
console.log(`check: ${wanted.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length > 0 ? 1 : 0;

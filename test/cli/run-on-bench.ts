import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { BuildBench } from '../build/build-bench.ts';
import type { Ended } from './run-goldpane.ts';

/** Runs the command line with the real engine on the bench's fake tools. */
export async function goldpaneOn(bench: BuildBench, ...args: string[]): Promise<Ended> {
  const env = { ...bench.env, GOLDPANE_STORE: bench.store.directory };
  const child = spawn(process.execPath, [resolve('src/cli/main.ts'), ...args], { cwd: bench.directory, env });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  return await new Promise((done) => child.on('close', (exitCode) => done({ exitCode, stdout, stderr })));
}

import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const main = resolve('src/cli/main.ts');
const fakeBuild = resolve('test/cli/fake-build/register.mjs');

/** How goldpane ended. */
export type Ended = { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string };

/** A goldpane that runs. */
export type Goldpane = {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when stderr holds `text`. */
  readonly said: (text: string) => Promise<void>;
};

type StartOptions = { readonly env?: Readonly<Record<string, string>>; readonly wrapper?: readonly string[] };

/** Starts the command line in an empty home, with the fake build for an engine. */
export function startGoldpane(args: readonly string[], { env = {}, wrapper = [] }: StartOptions = {}): Goldpane {
  const home = temporaryDirectory();
  const clean = { PATH: process.env['PATH'], HOME: home, ...env };
  const [file = '', ...rest] = [...wrapper, process.execPath, '--import', fakeBuild, main, ...args];
  const child = spawn(file, rest, { cwd: home, env: clean, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((done) => {
    child.on('close', (exitCode) => done({ exitCode, stdout, stderr: stderr.replaceAll(home, '~') }));
  });
  const said = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => stderr.includes(text) && resolve();
      child.stderr?.on('data', look);
      child.on('close', () => reject(new Error(`goldpane never said ${text}: ${stderr}`)));
    });
  return { child, ended, said };
}

/** Runs the command line to its end. */
export async function runGoldpane(args: readonly string[], options?: StartOptions): Promise<Ended> {
  return await startGoldpane(args, options).ended;
}

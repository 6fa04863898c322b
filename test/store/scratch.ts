import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, onTestFinished } from 'vitest';
import { removeTree } from '../../src/host/files.ts';
import { findLayer } from '../../src/store/find-layer.ts';
import { listImages } from '../../src/store/images.ts';
import { openStore } from '../../src/store/open-store.ts';
import { publishBundle } from '../../src/store/publish-bundle.ts';
import type { Store } from '../../src/store/store.ts';
import { freshOrigin, keyOf, playLayer, publicationOf } from './played-guest.ts';

const run = promisify(execFile);

/** A directory that goes away with the test. */
export async function scratchDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'goldpane-store-'));
  onTestFinished(() => removeTree(path));
  return path;
}

export async function scratchStore(): Promise<Store> {
  return await openStore(join(await scratchDirectory(), 'store'));
}

/** A store with a powered-off guest on a chain of two layers, ready to be published. */
export async function sealedStore() {
  const { store } = await storeWithVersions(0);
  const layer = await findLayer(store, keyOf('b'));
  if (!layer) throw new Error('the layer was not copied');
  return { store, files: layer.files };
}

/** A store in which an image `demo` was published so many times; it is made once and copied for every test. */
export async function storeWithVersions(count: number) {
  const template = templates.get(count) ?? makeTemplate(count);
  templates.set(count, template);
  const directory = join(await scratchDirectory(), 'store');
  await run('cp', ['-a', await template, directory]);
  const store = await openStore(directory);
  return { store, entries: (await listImages(store)).images };
}

const templates = new Map<number, Promise<string>>();

afterAll(async () => {
  for (const template of templates.values()) await removeTree(join(await template, '..'));
});

async function makeTemplate(versions: number): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'goldpane-store-'));
  const store = await openStore(join(directory, 'store'));
  const install = await playLayer(store, 'a', await freshOrigin(directory));
  const { files } = await playLayer(store, 'b', { kind: 'layer', parent: install }, '1M');
  for (let version = 0; version < versions; version++) await publishBundle(store, publicationOf(files));
  return store.directory;
}

/** How a child script ended, and what it printed. */
export type ChildEnd = { readonly output: string; readonly exitCode: number | null; readonly signal: string | null };

/** A script of `children/` that runs as a process of its own; it never outlives the test. */
export function startChild(script: string, args: readonly string[]) {
  const file = new URL(`children/${script}`, import.meta.url).pathname;
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  child.stdout.on('data', (data) => {
    output += String(data);
  });
  const ended = once(child, 'close').then(([exitCode, signal]): ChildEnd => ({ output, exitCode, signal }));
  return {
    kill: () => void child.kill('SIGKILL'),
    firstOutput: Promise.race([once(child.stdout, 'data'), ended]),
    ended,
  };
}

/** Runs a script of `children/` to its end. */
export async function runChild(script: string, args: readonly string[]): Promise<ChildEnd> {
  return await startChild(script, args).ended;
}

export async function readJsonFile(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}

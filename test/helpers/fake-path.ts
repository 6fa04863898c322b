import { mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';

const toolsDirectory = join(import.meta.dirname, '../fake-tools');

/** Fake tools on PATH, playing one scenario. */
export type FakeTools = AsyncDisposable & {
  /** Value for PATH. `fakePath` has set it for this process already; a child process may want it. */
  readonly path: string;
  readonly directory: string;
  /** Every call so far: the tool's name and its arguments. */
  readonly calls: () => Promise<string[][]>;
  /** Plays another scenario from the next call on; what was counted starts anew. */
  readonly play: (scenario: string | object) => Promise<void>;
};

/**
 * Puts the fake tools on PATH. `scenario` is the name of a file in `test/fake-tools/scenarios` or its contents;
 * tools named in `real` stay the host's own.
 */
export async function fakePath(scenario: string | object, real: readonly string[] = []): Promise<FakeTools> {
  const directory = await mkdtemp(join(await realpath(tmpdir()), 'fake-tools-'));
  const play = async (next: string | object) => {
    await rm(join(directory, 'counts.json'), { force: true });
    await writeFile(join(directory, 'scenario.json'), await scenarioText(next));
  };
  await play(scenario);
  for (const tool of await readdir(join(toolsDirectory, 'bin'))) {
    if (!real.includes(tool)) await symlink(join(toolsDirectory, 'bin', tool), join(directory, tool));
  }
  const path = [directory, dirname(process.execPath), process.env['PATH']].join(':');
  vi.stubEnv('PATH', path);
  const calls = async () => {
    const text = await readFile(join(directory, 'calls.jsonl'), 'utf8').catch(() => '');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as string[]);
  };
  return {
    ...{ path, directory, calls, play },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

async function scenarioText(scenario: string | object): Promise<string> {
  if (typeof scenario === 'object') return JSON.stringify(scenario);
  return await readFile(join(toolsDirectory, 'scenarios', `${scenario}.json`), 'utf8');
}

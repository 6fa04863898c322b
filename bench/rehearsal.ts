import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GoldpaneRun, runGoldpane } from './goldpane.ts';

/** A rehearsal that was built from nothing, with the store that holds it. */
export type Rehearsal = {
  readonly run: GoldpaneRun;
  /** Builds it again; what has not changed is found in the store. */
  readonly buildAgain: (program?: 'built' | 'source') => Promise<GoldpaneRun>;
  /** Changes the script of the last layer before the seal. */
  readonly changeLastScript: () => Promise<void>;
};

const done: Rehearsal[] = [];
const directories: string[] = [];

/** Whole rehearsals, each in a store of its own. Benches that are run together share them. */
export async function fullRehearsals(count: number): Promise<readonly Rehearsal[]> {
  while (done.length < count) done.push(await rehearse());
  return done.slice(0, count);
}

/** Removes the stores. */
export async function removeRehearsals(): Promise<void> {
  for (const directory of directories) await rm(directory, { recursive: true, force: true });
}

/** The built-in rehearsal, but for its last script, which lies beside the recipe to be changed. */
async function rehearse(): Promise<Rehearsal> {
  const directory = await mkdtemp(join(tmpdir(), 'gp-rehearsal-'));
  directories.push(directory);
  const at = (name: string) => join(directory, name);
  const layers = [
    { name: 'tools', steps: [{ script: 'goldpane:rehearsal-tools' }] },
    { name: 'settings', steps: [{ script: 'last.ps1' }] },
  ];
  await writeFile(at('bench.yaml'), JSON.stringify({ extends: 'rehearsal', layers }));
  await writeFile(at('last.ps1'), await readFile('guest-scripts/windows/rehearsal-settings.ps1'));
  await writeFile(at('last.sh'), await readFile('guest-scripts/rehearsal/twins/rehearsal-settings.sh'));
  const args = ['build', 'recipe', at('bench.yaml'), '--store', at('store'), '--json'];
  const buildAgain: Rehearsal['buildAgain'] = (program = 'built') => runGoldpane(args, { program });
  let changes = 0;
  const changeLastScript = async () => {
    const text = await readFile(at('last.sh'), 'utf8');
    await writeFile(at('last.sh'), `${text}echo change ${++changes}\n`);
  };
  return { run: await buildAgain(), buildAgain, changeLastScript };
}
